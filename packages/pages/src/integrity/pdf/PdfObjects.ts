import { filters, undoPng } from "./filters.js"
import { isSpace, Lexer } from "./Lexer.js"
import { type Dict, isArray, isDict, Keyword, Name, Ref, Stream, type Value } from "./values.js"
import { xrefPlaces } from "./xrefPlaces.js"

/** More decoded bytes than this of one stream are not looked into. */
const mostBytes = 64 * 1024 * 1024
const deepestTree = 64
/** A dictionary is looked through to here for the length of its stream. */
const mostDict = 4096
/** Where readers look for the header (PDF 1.7, implementation note 13). */
const headerWithin = 1024
const mostPages = 20_000

type Place =
  | { readonly _tag: "File"; readonly at: number }
  | { readonly _tag: "Stream"; readonly number: number; readonly index: number }

/** A page with what it has from the nodes above it (ISO 32000, 7.7.3.4). */
export interface PdfPage {
  readonly number: number | undefined
  readonly dict: Dict
  readonly inherited: Dict
}

/** Named as the coding of what is more than anybody looks at. */
export const tooLong = "long"
const predictors = [1, 2, 10, 11, 12, 13, 14, 15]

/** A coding of pictures is left as it is; its name and parameters are told. */
export interface Decoded {
  readonly bytes: Uint8Array
  readonly sound: boolean
  readonly coding: string | undefined
  readonly parameters: Dict
  /** How the bytes are still predicted, where they are: 10 and more is by row, as PNG does it. */
  readonly predictor: number
}

const empty: Dict = new Map()
const digit = (byte: number | undefined) => byte !== undefined && byte >= 48 && byte <= 57

/**
 * The objects of a PDF, found by reading the file from its beginning to its end, as a reader does that repairs it: of two
 * with one number the later counts. PDFium, which draws, shows no objects.
 */
export class PdfObjects {
  readonly #places = new Map<number, Place>()
  readonly #values = new Map<number, Value>()
  readonly #file: Buffer
  readonly #offsets: ReadonlyArray<number>
  readonly #trailers: Array<Dict> = []
  /** Streams of objects, decoded. */
  readonly #containers = new Map<number, Uint8Array>()
  /** Objects that were asked for, and those of them that are not written as an object is. */
  readonly #asked = new Set<number>()
  readonly #malformed = new Set<number>()
  #misplaced: ((number: number) => boolean) | undefined

  constructor(readonly bytes: Uint8Array) {
    this.#file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#offsets = this.#scan()
    this.#readTrailers()
    if (!this.isEncrypted) this.#readObjectStreams()
  }

  /** Streams are coded with a key: they cannot be looked into. */
  get isEncrypted(): boolean {
    return this.#trailers.some((trailer) => trailer.has("Encrypt"))
  }

  /** The largest object number. */
  get largest(): number {
    return Math.max(0, ...this.#places.keys())
  }

  /** The trailer that leads to pages; the last one, where there are more. */
  get trailer(): Dict | undefined {
    return this.#trailers.findLast((trailer) => isDict(this.resolve(trailer.get("Root"))))
  }

  #all(needle: string): Array<number> {
    const found: Array<number> = []
    for (let at = this.#file.indexOf(needle); at !== -1; at = this.#file.indexOf(needle, at + 1))
      found.push(at)
    return found
  }

  /** Notes where each `1 0 obj` is that is not within a stream. */
  #scan(): Array<number> {
    const found: Array<readonly [number: number, at: number]> = []
    const { bytes } = this
    for (const word of this.#all("obj")) {
      let at = word - 1
      if (!isSpace(bytes[at])) continue
      while (isSpace(bytes[at])) at--
      if (!digit(bytes[at])) continue
      while (digit(bytes[at])) at--
      if (!isSpace(bytes[at])) continue
      while (isSpace(bytes[at])) at--
      const end = at + 1
      while (digit(bytes[at])) at--
      if (end === at + 1) continue
      found.push([Number(this.#file.subarray(at + 1, end).toString("latin1")), word + 3])
    }
    const all = new Map(found)
    const offsets: Array<number> = []
    let [within, stream] = [0, 0]
    for (const [index, [number, at]] of found.entries()) {
      if (at < within) continue
      this.#places.set(number, { _tag: "File", at })
      offsets.push(at)
      if (stream !== -1 && stream < at) stream = this.#file.indexOf("stream", at)
      const next = found[index + 1]?.[1] ?? 0
      if (stream !== -1 && stream < next) within = this.#endOfStream(at, stream, all)
    }
    return offsets
  }

  /** Where the stream of an object ends, if it is as long as its dictionary says; or else 0. */
  #endOfStream(at: number, stream: number, all: ReadonlyMap<number, number>): number {
    const dict = this.#file.toString("latin1", at, Math.min(stream, at + mostDict))
    const [, length, isRef] = /\/Length\s+(\d+)(\s+\d+\s+R)?/.exec(dict) ?? []
    const said = isRef ? new Lexer(this.bytes, all.get(Number(length))).token() : Number(length)
    if (typeof said !== "number" || Number.isNaN(said)) return 0
    let end = stream + 6 + said
    for (let spaces = 0; spaces < 4 && isSpace(this.bytes[end]); spaces++) end++
    return this.#file.toString("latin1", end, end + 9) === "endstream" ? end : 0
  }

  /** Whether the tables of the file lead its reader to something else than what is found in it by this number. */
  #findMisplaced(): (number: number) => boolean {
    const header = Math.max(0, this.#file.subarray(0, headerWithin).indexOf("%PDF-"))
    const places = xrefPlaces(this.bytes, header, {
      streamAt: (at) => {
        const begins = this.#begins(at)
        return begins === undefined ? null : this.#parse(begins.at)
      },
      decode: (stream) => this.decode(stream),
      resolve: (value) => this.resolve(value)
    })
    const isWrong = (number: number): boolean => {
      const [found, said] = [this.#places.get(number), places?.get(number)]
      if (found === undefined) return false
      if (said === undefined || said._tag === "Free") return true
      if (said._tag === "Stream") return found._tag !== "Stream" || found.number !== said.number
      const begins = this.#begins(said.at + header)
      return found._tag !== "File" || begins?.number !== number || begins.at !== found.at
    }
    if (places === undefined) return () => false
    // PDFium looks for the objects itself where the first of the table, the catalog or the pages are not in their place.
    const first = Math.min(
      ...[...places].flatMap(([number, { _tag }]) => (_tag === "File" ? number : []))
    )
    const root = this.trailer?.get("Root")
    const pages = this.dict(root).get("Pages")
    const isLost = (number: number) => {
      const said = places.get(number)
      return said?._tag === "File" && this.#begins(said.at + header)?.number !== number
    }
    const leads = [first, ...[root, pages].flatMap((ref) => (ref instanceof Ref ? ref.number : []))]
    return leads.some(isLost) ? () => false : isWrong
  }

  /** The `1 0 obj` at a place, and where it ends. */
  #begins(at: number): { readonly number: number; readonly at: number } | undefined {
    const text = this.#file.toString("latin1", at, at + 64)
    const [all = "", number] = /^\s*(\d+)\s+\d+\s+obj/.exec(text) ?? []
    return number === undefined ? undefined : { number: Number(number), at: at + all.length }
  }

  /**
   * Whether, of what was asked for since this was asked last, something is not written as an object is, or its reader is led
   * to something else.
   */
  isMisread(): boolean {
    const asked = [...this.#asked]
    this.#misplaced ??= this.#findMisplaced()
    const isMisplaced = this.#misplaced
    this.#asked.clear()
    return asked.some((number) => this.#malformed.has(number) || isMisplaced(number))
  }

  /** Where the object begins in which this place lies. */
  #objectBefore(place: number): number | undefined {
    let [from, to] = [0, this.#offsets.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if ((this.#offsets[middle] ?? 0) <= place) from = middle + 1
      else to = middle
    }
    return this.#offsets[from - 1]
  }

  #readTrailers(): void {
    const found: Array<readonly [at: number, dict: Dict]> = []
    for (const at of this.#all("trailer")) {
      const value = new Lexer(this.bytes, at + 7).token()
      if (!(value instanceof Keyword) && isDict(value)) found.push([at, value])
    }
    for (const at of this.#all("/XRef")) {
      const begins = this.#objectBefore(at)
      const value = begins === undefined ? undefined : this.#parse(begins)
      if (value instanceof Stream) found.push([at, value.dict])
    }
    this.#trailers.push(...found.sort(([a], [b]) => a - b).map(([, dict]) => dict))
    if (this.#trailers.some((trailer) => trailer.has("Root"))) return
    for (const at of this.#all("/Catalog")) {
      const begins = this.#objectBefore(at)
      for (const [number, place] of this.#places) {
        if (place._tag === "File" && place.at === begins) {
          this.#trailers.push(new Map([["Root", new Ref(number, 0)]]))
        }
      }
    }
  }

  #readObjectStreams(): void {
    const numbers = new Map<number, number>()
    for (const [number, place] of this.#places)
      if (place._tag === "File") numbers.set(place.at, number)
    for (const at of this.#all("/ObjStm")) {
      const begins = this.#objectBefore(at)
      const number = begins === undefined ? undefined : numbers.get(begins)
      const stream = begins === undefined ? undefined : this.#parse(begins)
      if (number === undefined || !(stream instanceof Stream)) continue
      const { bytes } = this.decode(stream)
      const lexer = new Lexer(bytes)
      const count = this.resolve(stream.dict.get("N"))
      for (let index = 0; typeof count === "number" && index < count; index++) {
        const [inside, offset] = [lexer.token(), lexer.token()]
        if (typeof inside !== "number" || typeof offset !== "number") break
        const known = this.#places.get(inside)
        if (known?._tag === "File" && known.at > (begins ?? 0)) continue
        this.#places.set(inside, { _tag: "Stream", number, index })
      }
    }
  }

  #parse(at: number, number?: number): Value {
    const lexer = new Lexer(this.bytes, at)
    const value = lexer.value()
    if (lexer.broken && number !== undefined) this.#malformed.add(number)
    if (value === undefined || value instanceof Keyword) return null
    if (!isDict(value)) return value
    lexer.skipSpace()
    if (this.#file.toString("latin1", lexer.at, lexer.at + 6) !== "stream") return value
    let from = lexer.at + 6
    if (this.bytes[from] === 13) from++
    if (this.bytes[from] === 10) from++
    const length = this.resolve(value.get("Length"))
    const said = typeof length === "number" && length >= 0 ? from + length : -1
    let end = said
    while (isSpace(this.bytes[end])) end++
    if (said !== -1 && this.#file.toString("latin1", end, end + 9) === "endstream") {
      return new Stream(value, this.bytes.subarray(from, said), true)
    }
    const found = this.#file.indexOf("endstream", from)
    end = found === -1 ? this.bytes.length : found
    if (this.bytes[end - 1] === 10) end--
    if (this.bytes[end - 1] === 13) end--
    return new Stream(value, this.bytes.subarray(from, end), found !== -1)
  }

  object(number: number): Value {
    this.#asked.add(number)
    const known = this.#values.get(number)
    if (known !== undefined) return known
    // A reference to itself on the way finds nothing.
    this.#values.set(number, null)
    const value = this.#read(number)
    this.#values.set(number, value)
    return value
  }

  #read(number: number): Value {
    const place = this.#places.get(number)
    if (place === undefined) return null
    if (place._tag === "File") return this.#parse(place.at, number)
    const container = this.object(place.number)
    if (!(container instanceof Stream)) return null
    const bytes = this.#containers.get(place.number) ?? this.decode(container).bytes
    this.#containers.set(place.number, bytes)
    const first = this.resolve(container.dict.get("First"))
    const header = new Lexer(bytes)
    for (let index = 0; index < place.index; index++) {
      header.token()
      header.token()
    }
    header.token()
    const offset = header.token()
    if (typeof first !== "number" || typeof offset !== "number") return null
    const value = new Lexer(bytes, first + offset).value()
    return value === undefined || value instanceof Keyword ? null : value
  }

  /** What a reference leads to. */
  resolve(value: Value | undefined): Value {
    let found = value ?? null
    for (let hops = 0; found instanceof Ref && hops < 16; hops++) found = this.object(found.number)
    return found instanceof Ref ? null : found
  }

  dict(value: Value | undefined): Dict {
    const found = this.resolve(value)
    return found instanceof Stream ? found.dict : isDict(found) ? found : empty
  }

  name(value: Value | undefined): string | undefined {
    const found = this.resolve(value)
    return found instanceof Name ? found.name : undefined
  }

  number(value: Value | undefined): number | undefined {
    const found = this.resolve(value)
    return typeof found === "number" ? found : undefined
  }

  list(value: Value | undefined): ReadonlyArray<Value> {
    const found = this.resolve(value)
    return isArray(found) ? found : found === null ? [] : [found]
  }

  /** The number of a stream that was found by it. */
  numberOf(stream: Stream): number | undefined {
    for (const [number, value] of this.#values) if (value === stream) return number
    return undefined
  }

  /** A stream through its filters, up to one that codes a picture. Pictures may stay predicted. */
  decode(stream: Stream, predicted = false): Decoded {
    const { dict } = stream
    const names = this.list(dict.get("Filter") ?? dict.get("F")).map((filter) => this.name(filter))
    const all = this.list(dict.get("DecodeParms") ?? dict.get("DP"))
    let bytes = stream.bytes
    let sound = stream.complete
    let left = 1
    for (const [index, name = ""] of names.entries()) {
      const parameters = this.dict(all[index])
      const filter = filters[name]
      const predictor = this.number(parameters.get("Predictor")) ?? 1
      if (filter === undefined) return { bytes, sound, coding: name, parameters, predictor: 1 }
      const filtered = filter(bytes, mostBytes, this.number(parameters.get("EarlyChange")) !== 0)
      // More than anybody looks at: nothing is said of it.
      if (filtered === undefined)
        return { bytes: new Uint8Array(), sound, coding: tooLong, parameters, predictor: 1 }
      bytes = filtered.bytes
      sound &&= filtered.sound && predictors.includes(predictor)
      left = predictor
      if (!predicted && predictor >= 10) {
        const of = (key: string, usual: number) => this.number(parameters.get(key)) ?? usual
        const bits = of("Colors", 1) * of("BitsPerComponent", 8)
        const rowBytes = Math.ceil((bits * of("Columns", 1)) / 8)
        if (rowBytes > 0) bytes = undoPng(bytes, rowBytes, Math.max(1, bits >> 3))
      }
    }
    return { bytes, sound, coding: undefined, parameters: empty, predictor: left }
  }

  /** The pages in their order, as far as the tree of pages leads to them. */
  pages(): ReadonlyArray<PdfPage> {
    const found: Array<PdfPage> = []
    const seen = new Set<number>()
    const visit = (node: Value, inherited: Dict, depth: number): void => {
      if (node instanceof Ref) {
        if (seen.has(node.number)) return
        seen.add(node.number)
      }
      const dict = this.dict(node)
      if (depth > deepestTree || found.length >= mostPages || dict.size === 0) return
      const kids = this.resolve(dict.get("Kids"))
      if (!isArray(kids)) {
        found.push({ number: node instanceof Ref ? node.number : undefined, dict, inherited })
        return
      }
      const below = new Map(inherited)
      for (const key of ["Resources", "MediaBox", "CropBox", "Rotate"]) {
        const value = dict.get(key)
        if (value !== undefined) below.set(key, value)
      }
      for (const kid of kids) visit(kid, below, depth + 1)
    }
    const root = this.dict(this.trailer?.get("Root"))
    visit(root.get("Pages") ?? null, new Map(), 0)
    return found
  }
}
