import type { Change } from "./appendObjects.js"
import { isPictureSound } from "./isPictureSound.js"
import type { PdfObjects, PdfPage } from "./PdfObjects.js"
import { readContent } from "./readContent.js"
import { type Dict, isDict, Name, Stream, Text, type Value } from "./values.js"

/** A part of a page that is not, or cannot be, drawn as it was made. */
export type Fault =
  | { readonly _tag: "Damaged"; readonly part: "content" | "picture" | "font" }
  /** Its text is numbers of glyphs in a font that is not in the file. */
  | { readonly _tag: "NoGlyphs"; readonly font: string }
  /** An annotation that would be printed and does not say how it looks. */
  | { readonly _tag: "NoAppearance"; readonly annotation: string }

const deepest = 12
/** Annotations that PDFium draws only as they say they look. */
const undrawn = ["Stamp", "Watermark"]
/** Flags of annotations (ISO 32000, table 165): hidden, and printed. */
const [hiddenFlag, printFlag] = [2, 4]
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

  constructor(readonly objects: PdfObjects) {}

  /** The faults of a page, each told once. */
  of(page: PdfPage): ReadonlyArray<Fault> {
    const { objects } = this
    const streams = objects
      .list(page.dict.get("Contents"))
      .map((part) => objects.resolve(part))
      .filter((part) => part instanceof Stream)
    const resources = objects.dict(page.dict.get("Resources") ?? page.inherited.get("Resources"))
    const found = [
      ...this.#content(streams, resources, 0),
      ...objects.list(page.dict.get("Annots")).flatMap((annotation) => this.#annotation(annotation))
    ]
    return [...new Map(found.map((fault) => [JSON.stringify(fault), fault])).values()]
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

  #picture(stream: Stream): ReadonlyArray<Fault> {
    const known = this.#known.get(stream)
    if (known !== undefined) return known
    this.#known.set(stream, [])
    const masks = ["SMask", "Mask"]
      .map((key) => this.objects.resolve(stream.dict.get(key)))
      .filter((mask) => mask instanceof Stream)
    const found: ReadonlyArray<Fault> = isPictureSound(this.objects, stream)
      ? masks.flatMap((mask) => this.#picture(mask))
      : [{ _tag: "Damaged", part: "picture" }]
    this.#known.set(stream, found)
    return found
  }

  #content(streams: ReadonlyArray<Stream>, resources: Dict, depth: number): ReadonlyArray<Fault> {
    const { objects } = this
    if (depth > deepest) return []
    const damaged: Fault = { _tag: "Damaged", part: "content" }
    const parts = streams.map((stream) => objects.decode(stream))
    if (parts.some(({ sound }) => !sound)) return [damaged]
    if (parts.some(({ coding }) => coding !== undefined)) return []
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
    for (const picture of inlinePictures) {
      if (!isPictureSound(objects, picture)) faults.push({ _tag: "Damaged", part: "picture" })
    }
    const category = (name: string) => objects.dict(resources.get(name))
    const each = (name: string, look: (value: Value) => ReadonlyArray<Fault>) => {
      for (const key of used.get(name) ?? []) {
        const value = objects.resolve(category(name).get(key))
        faults.push(...(value === null ? [damaged] : look(value)))
      }
    }
    each("XObject", (value) => {
      if (!(value instanceof Stream)) return [damaged]
      const subtype = objects.name(value.dict.get("Subtype"))
      if (subtype === "Image") return this.#picture(value)
      return subtype === "Form" ? this.#form(value, resources, depth + 1) : []
    })
    each("Font", (value) => this.#font(objects.dict(value), resources, depth))
    each("Pattern", (value) =>
      value instanceof Stream ? this.#form(value, resources, depth + 1) : []
    )
    each("Shading", (value) =>
      value instanceof Stream && !objects.decode(value).sound ? [damaged] : []
    )
    each("ExtGState", (value) => {
      const group = objects.resolve(objects.dict(objects.dict(value).get("SMask")).get("G"))
      return group instanceof Stream ? this.#form(group, resources, depth + 1) : []
    })
    return faults
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
      return [...objects.dict(font.get("CharProcs")).values()]
        .map((glyph) => objects.resolve(glyph))
        .filter((glyph) => glyph instanceof Stream)
        .flatMap((glyph) => this.#form(glyph, within, depth + 1))
    }
    const [below] = objects.list(font.get("DescendantFonts"))
    const described = below === undefined ? font : objects.dict(below)
    const descriptor = objects.dict(described.get("FontDescriptor"))
    const files = fontFiles
      .map((key) => objects.resolve(descriptor.get(key)))
      .filter((file) => file instanceof Stream)
    if (files.some((file) => !objects.decode(file).sound))
      return [{ _tag: "Damaged", part: "font" }]
    const encoding = objects.name(font.get("Encoding")) ?? ""
    const isByGlyph = below !== undefined && /^Identity-[HV]$/.test(encoding)
    const ordering = objects.dict(described.get("CIDSystemInfo")).get("Ordering")
    const isKnownOrder = isOrdering(objects.resolve(ordering))
    if (files.length > 0 || !isByGlyph || isKnownOrder) return []
    return [{ _tag: "NoGlyphs", font: objects.name(font.get("BaseFont")) ?? "without a name" }]
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
