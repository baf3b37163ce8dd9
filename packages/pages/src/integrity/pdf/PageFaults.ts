import type { Change } from "./appendObjects.js"
import { samplesIn } from "./colourSpace.js"
import { hasOwnSigns } from "./hasOwnSigns.js"
import { isPictureSound } from "./isPictureSound.js"
import { isTrueTypeSound } from "./isTrueTypeSound.js"
import { type PdfObjects, type PdfPage, tooLong } from "./PdfObjects.js"
import { readContent } from "./readContent.js"
import { type Dict, isArray, isDict, Name, Ref, Stream, Text, type Value } from "./values.js"

/** A part of a page that is not, or cannot be, drawn as it was made. */
export type Fault =
  | { readonly _tag: "Damaged"; readonly part: "content" | "picture" | "font" }
  /** Its text is numbers of glyphs in a font that is not in the file. */
  | { readonly _tag: "NoGlyphs"; readonly font: string }
  /** An annotation that would be printed and does not say how it looks. */
  | { readonly _tag: "NoAppearance"; readonly annotation: string }

const damaged: Fault = { _tag: "Damaged", part: "content" }
const damagedFont: Fault = { _tag: "Damaged", part: "font" }

const deepest = 12
/** Annotations that PDFium draws only as they say they look. */
const undrawn = ["Stamp", "Watermark"]
/** Flags of annotations (ISO 32000, table 165): hidden, and printed. */
const [hiddenFlag, printFlag] = [2, 4]
/** Flag of a font whose codes are not those of Latin letters (ISO 32000, table 121). */
const symbolicFlag = 4
const fontFiles = ["FontFile", "FontFile2", "FontFile3"]

/** The bytes with white space at these places. */
const spaced = (bytes: Uint8Array, places: ReadonlyArray<number>): Uint8Array =>
  Buffer.concat([
    ...places.flatMap((place, index) => [
      bytes.subarray(places[index - 1] ?? 0, place),
      Buffer.from("\n")
    ]),
    bytes.subarray(places.at(-1) ?? 0)
  ])

/** Looks at all that the pages of one document draw; what pages share is looked at once. */
export class PageFaults {
  readonly #known = new Map<Stream, ReadonlyArray<Fault>>()
  readonly #fonts = new Map<Dict, ReadonlyArray<Fault>>()

  /** Content streams that readers need otherwise, by their numbers. */
  readonly changes = new Map<number, Change>()

  /** Names of fonts that are in the file, and of those that are not. */
  readonly embedded = new Set<string>()
  readonly absent = new Set<string>()

  constructor(readonly objects: PdfObjects) {}

  /** The faults of a page, each told once. */
  of(page: PdfPage): ReadonlyArray<Fault> {
    const { objects } = this
    const given = page.dict.get("Contents") ?? null
    const parts = isArray(objects.resolve(given)) ? objects.list(given) : [given]
    const streams = parts
      .map((part) => objects.resolve(part))
      .filter((part) => part instanceof Stream)
    const isLost = parts.some((part) => part !== null && !(objects.resolve(part) instanceof Stream))
    const resources = objects.dict(page.dict.get("Resources") ?? page.inherited.get("Resources"))
    const found: ReadonlyArray<Fault> = [
      ...(isLost ? [damaged] : []),
      ...this.#content(streams, resources, 0),
      ...this.#annotations(page.dict.get("Annots") ?? null)
    ]
    return [...new Map(found.map((fault) => [JSON.stringify(fault), fault])).values()]
  }

  #annotations(given: Value): ReadonlyArray<Fault> {
    const { objects } = this
    const all = objects.resolve(given)
    if (!isArray(all)) return given === null ? [] : [damaged]
    return all.flatMap((annotation) => {
      if (annotation === null) return []
      return isDict(objects.resolve(annotation)) ? this.#annotation(annotation) : [damaged]
    })
  }

  #annotation(annotation: Value): ReadonlyArray<Fault> {
    const { objects } = this
    const dict = objects.dict(annotation)
    const normal = objects.resolve(objects.dict(dict.get("AP")).get("N"))
    const state = objects.name(dict.get("AS"))
    const shown =
      isDict(normal) && state !== undefined ? objects.resolve(normal.get(state)) : normal
    if (shown instanceof Stream) return this.#form(shown, new Map(), 0)
    const flags = objects.number(dict.get("F")) ?? 0
    const named = [
      dict.get("AP"),
      objects.dict(dict.get("AP")).get("N"),
      isDict(normal) && state !== undefined ? normal.get(state) : undefined
    ]
    const isLost = named.some((part) => part instanceof Ref && objects.resolve(part) === null)
    if (isLost && (flags & hiddenFlag) === 0) return [damaged]
    const subtype = objects.name(dict.get("Subtype")) ?? ""
    const isPrinted = (flags & printFlag) !== 0 && (flags & hiddenFlag) === 0
    return isPrinted && normal === null && undrawn.includes(subtype)
      ? [{ _tag: "NoAppearance", annotation: subtype }]
      : []
  }

  #form(stream: Stream, outer: Dict, depth: number): ReadonlyArray<Fault> {
    const known = this.#known.get(stream)
    if (known !== undefined) return known
    this.#known.set(stream, [])
    const own = stream.dict.get("Resources")
    const found = this.#content([stream], own === undefined ? outer : this.objects.dict(own), depth)
    this.#known.set(stream, found)
    return found
  }

  #picture(stream: Stream, spaces: Dict): ReadonlyArray<Fault> {
    const known = this.#known.get(stream)
    if (known !== undefined) return known
    this.#known.set(stream, [])
    const masks = ["SMask", "Mask"]
      .map((key) => this.objects.resolve(stream.dict.get(key)))
      .filter((mask) => mask instanceof Stream)
    const found: ReadonlyArray<Fault> = isPictureSound(this.objects, stream, spaces)
      ? masks.flatMap((mask) => this.#picture(mask, spaces))
      : [{ _tag: "Damaged", part: "picture" }]
    this.#known.set(stream, found)
    return found
  }

  #content(streams: ReadonlyArray<Stream>, resources: Dict, depth: number): ReadonlyArray<Fault> {
    const { objects } = this
    if (depth > deepest) return []
    const parts = streams.map((stream) => objects.decode(stream))
    if (parts.some(({ sound }) => !sound)) return [damaged]
    const coded = parts.filter(({ coding }) => coding !== undefined)
    if (coded.length > 0) return coded.every(({ coding }) => coding === tooLong) ? [] : [damaged]
    const [first] = parts
    const bytes =
      parts.length === 1 && first !== undefined
        ? first.bytes
        : Buffer.concat(parts.flatMap((part) => [part.bytes, Buffer.from("\n")]))
    const { broken, inlinePictures, unspaced, used } = readContent(bytes)
    const number = streams[0] === undefined ? undefined : objects.numberOf(streams[0])
    if (unspaced.length > 0 && streams.length === 1 && number !== undefined && streams[0]) {
      this.changes.set(number, {
        _tag: "Content",
        dict: streams[0].dict,
        bytes: spaced(bytes, unspaced)
      })
    }
    const faults: Array<Fault> = broken ? [damaged] : []
    const category = (name: string) => objects.dict(resources.get(name))
    const spaces = category("ColorSpace")
    for (const picture of inlinePictures) {
      if (!isPictureSound(objects, picture, spaces)) {
        faults.push({ _tag: "Damaged", part: "picture" })
      }
    }
    const each = (name: string, look: (value: Value) => ReadonlyArray<Fault>) => {
      for (const key of used.get(name) ?? []) {
        const value = objects.resolve(category(name).get(key))
        faults.push(...(value === null ? [damaged] : look(value)))
      }
    }
    for (const space of used.get("ColorSpace") ?? []) {
      if (samplesIn(objects, new Name(space), spaces) === undefined) faults.push(damaged)
    }
    each("XObject", (value) => {
      if (!(value instanceof Stream)) return [damaged]
      const subtype = objects.name(value.dict.get("Subtype"))
      if (subtype === "Image") return this.#picture(value, spaces)
      if (subtype === "Form") return this.#form(value, resources, depth + 1)
      // Printers of PostScript have these; nobody else draws them.
      return subtype === "PS" ? [] : [damaged]
    })
    each("Font", (value) => this.#font(objects.dict(value), resources, depth))
    each("Pattern", (value) => {
      if (value instanceof Stream) return this.#form(value, resources, depth + 1)
      return this.#isShadingSound(objects.dict(value).get("Shading"), spaces) ? [] : [damaged]
    })
    each("Shading", (value) => (this.#isShadingSound(value, spaces) ? [] : [damaged]))
    each("ExtGState", (value) => {
      const mask = objects.resolve(objects.dict(value).get("SMask"))
      if (!isDict(mask)) return []
      const group = objects.resolve(mask.get("G"))
      return group instanceof Stream ? this.#form(group, resources, depth + 1) : [damaged]
    })
    return faults
  }

  /** Whether a shading says what it needs (ISO 32000, 8.7.4.5): those of types 1 to 3 a function, others a mesh. */
  #isShadingSound(given: Value | undefined, spaces: Dict): boolean {
    const { objects } = this
    const value = objects.resolve(given)
    const shading = objects.dict(value)
    const type = objects.number(shading.get("ShadingType")) ?? 0
    if (samplesIn(objects, shading.get("ColorSpace"), spaces) === undefined) return false
    if (type >= 4 && type <= 7) return value instanceof Stream && objects.decode(value).sound
    return type >= 1 && type <= 3 && objects.resolve(shading.get("Function")) !== null
  }

  #font(font: Dict, resources: Dict, depth: number): ReadonlyArray<Fault> {
    const known = this.#fonts.get(font)
    if (known !== undefined) return known
    this.#fonts.set(font, [])
    const found = this.#lookAtFont(font, resources, depth)
    this.#fonts.set(font, found)
    return found
  }

  #lookAtFont(font: Dict, resources: Dict, depth: number): ReadonlyArray<Fault> {
    const { objects } = this
    if (objects.name(font.get("Subtype")) === "Type3") {
      const own = font.get("Resources")
      const within = own === undefined ? resources : objects.dict(own)
      const glyphs = objects.resolve(font.get("CharProcs"))
      if (!isDict(glyphs)) return [damagedFont]
      return [...glyphs.values()]
        .map((glyph) => objects.resolve(glyph))
        .flatMap((glyph) =>
          glyph instanceof Stream ? this.#form(glyph, within, depth + 1) : [damagedFont]
        )
    }
    const [below] = objects.list(font.get("DescendantFonts"))
    const described = below === undefined ? font : objects.dict(below)
    const descriptor = objects.dict(described.get("FontDescriptor"))
    const given = fontFiles.filter((key) => descriptor.has(key))
    const files = given.map((key) => objects.resolve(descriptor.get(key)))
    const name = objects.name(font.get("BaseFont")) ?? "without a name"
    if (files.length > 0) {
      this.embedded.add(name)
      return files.every((file, index) => this.#isFileSound(file, given[index]))
        ? []
        : [damagedFont]
    }
    this.absent.add(name)
    const encoding = objects.resolve(font.get("Encoding"))
    const isByGlyph =
      below !== undefined && encoding instanceof Name && /^Identity-[HV]$/.test(encoding.name)
    const ordering = objects.dict(described.get("CIDSystemInfo")).get("Ordering")
    if (isByGlyph && !isOrdering(objects.resolve(ordering)))
      return [{ _tag: "NoGlyphs", font: name }]
    if (below !== undefined) return []
    const flags = objects.number(descriptor.get("Flags")) ?? 0
    const isSymbolic = encoding === null && (flags & symbolicFlag) !== 0
    const differences = objects
      .list(isDict(encoding) ? encoding.get("Differences") : null)
      .filter((glyph) => glyph instanceof Name)
      .map((glyph) => glyph.name)
    return hasOwnSigns(name, isSymbolic, differences) ? [{ _tag: "NoGlyphs", font: name }] : []
  }

  #isFileSound(file: Value, key: string | undefined): boolean {
    if (!(file instanceof Stream)) return false
    const { bytes, coding, sound } = this.objects.decode(file)
    if (coding === tooLong) return true
    return sound && (key === "FontFile2" ? isTrueTypeSound(bytes) : bytes.length > 0)
  }
}

/** Collections of characters that say which character a number is, without the font. */
const isOrdering = (value: Value): boolean => {
  const text =
    value instanceof Name
      ? value.name
      : value instanceof Text
        ? Buffer.from(value.bytes).toString("latin1")
        : ""
  return ["GB1", "CNS1", "Japan1", "Korea1", "KR"].includes(text)
}
