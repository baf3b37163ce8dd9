import type { FindingKind } from "../../Finding.js"
import { appendObjects, type Change } from "./appendObjects.js"
import { withHeader } from "./isPdf.js"
import { type Fault, PageFaults } from "./PageFaults.js"
import { PdfObjects, type PdfPage } from "./PdfObjects.js"
import { type Dict, isArray, Name, Ref, Stream } from "./values.js"

export type Changes = ReadonlyMap<number, Change>

/** What a page was found to lack, as its sender understands it. */
interface Lack {
  readonly kind: FindingKind
  readonly detail: string
}

/** Flag of a choice field that is a combo box (ISO 32000, table 230). */
const comboFlag = 1 << 17

/** Colours that a JPEG has, by its frame header (T.81, B.2.2). */
const componentsOf = (jpeg: Uint8Array): number | undefined => {
  for (let at = 2; at + 10 < jpeg.length && jpeg[at] === 0xff; ) {
    const marker = jpeg[at + 1] ?? 0
    if (marker >= 0xc0 && marker <= 0xc2) return jpeg[at + 9]
    if (marker === 0xda) return undefined
    at += 2 + (((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0))
  }
  return undefined
}

/** Members of a picture that change nothing of how it is drawn. */
const plainKeys = [
  ...["Type", "Subtype", "Width", "Height", "ColorSpace", "BitsPerComponent", "Filter", "Length"],
  ...["Name", "Interpolate", "Metadata"]
]

const partNames = {
  content: "Text or lines",
  picture: "A picture",
  font: "A font"
}

const misread: Lack = {
  kind: "damaged",
  detail:
    "The table of the PDF that says where its parts are does not fit them, or a part is malformed: something may be missing on the fax, or of an older version. Create the PDF again."
}

export const lackOf = (fault: Fault): Lack => {
  switch (fault._tag) {
    case "Damaged":
      return {
        kind: "damaged",
        detail: `${partNames[fault.part]} of this page cannot be read correctly: something is missing or wrong on the fax. Create the PDF again.`
      }
    case "NoGlyphs":
      return {
        kind: "missing_font",
        detail: `The font ${fault.font} is not embedded, and its text cannot be determined without it: the fax may show wrong letters.`
      }
    case "NoAppearance":
      return {
        kind: "missing_annotation",
        detail: `An annotation (${fault.annotation}) has no appearance and is missing on the fax. Print the document to a PDF.`
      }
  }
}

/** How sound a PDF is, told from its objects; they are read when they are first asked for. */
export class PdfCondition {
  /** As it is to be read: with a header. */
  readonly bytes: Uint8Array
  #faults: PageFaults | undefined
  #pages: ReadonlyArray<PdfPage> | undefined
  readonly #changes = new Map<number, Change>()

  constructor(given: Uint8Array) {
    this.bytes = withHeader(given)
  }

  get #own(): PageFaults {
    this.#faults ??= new PageFaults(new PdfObjects(this.bytes))
    return this.#faults
  }

  get pages(): ReadonlyArray<PdfPage> {
    this.#pages ??= this.#own.objects.pages()
    return this.#pages
  }

  /** The file with these changes and all before. */
  change(changes: Changes): Uint8Array {
    for (const [number, change] of changes) this.#changes.set(number, change)
    return appendObjects(this.#own.objects, this.#changes)
  }

  /** What a page draws that is damaged or missing, and what must change for it to be drawn. */
  lacks(index: number): { readonly lacks: ReadonlyArray<Lack>; readonly changes: Changes } {
    const page = this.pages[index]
    const faults = this.#own
    if (page === undefined || faults.objects.isEncrypted) return { lacks: [], changes: new Map() }
    const lacks = faults.of(page).map(lackOf)
    if (faults.objects.isMisread()) lacks.push(misread)
    const fresh = [...faults.changes].filter(([number]) => !this.#changes.has(number))
    return { lacks, changes: new Map(fresh) }
  }

  /** Whether a font of this name is in the file, so that nothing has to stand in for it. */
  hasFont(name: string): boolean {
    return this.#own.embedded.has(name) && !this.#own.absent.has(name)
  }

  /** The one picture among the resources of a page, where it is a grey JPEG as scanners make it, with nothing special. */
  greyJpeg(index: number): { jpeg: Uint8Array; width: number; rows: number } | undefined {
    const page = this.pages[index]
    const { objects } = this.#own
    if (page === undefined || objects.isEncrypted) return undefined
    const resources = objects.dict(page.dict.get("Resources") ?? page.inherited.get("Resources"))
    const pictures = [...objects.dict(resources.get("XObject")).values()].map((one) =>
      objects.resolve(one)
    )
    const [picture] = pictures
    if (pictures.length !== 1 || !(picture instanceof Stream)) return undefined
    const { bytes, complete, dict } = picture
    const name = (key: string) => objects.name(dict.get(key))
    const number = (key: string) => objects.number(dict.get(key)) ?? 0
    const isPlain = [...dict.keys()].every((key) => plainKeys.includes(key))
    const isGrey = name("ColorSpace") === "DeviceGray" && number("BitsPerComponent") === 8
    if (!complete || !isPlain || !isGrey || name("Filter") !== "DCTDecode") return undefined
    if (componentsOf(bytes) !== 1) return undefined
    return { jpeg: bytes, width: number("Width"), rows: number("Height") }
  }

  /** Whether a page says how large it is, in any way that makes sense. */
  hasSize(index: number): boolean {
    const page = this.pages[index]
    if (page === undefined) return true
    const { objects } = this.#own
    const box = (key: string) =>
      objects
        .list(page.dict.get(key) ?? page.inherited.get(key))
        .map((side) => objects.number(side))
    const [left = 0, bottom = 0, right = 0, top = 0] = box("MediaBox")
    return left !== right && bottom !== top
  }

  /** The nodes of the page tree whose count of pages is wrong, with the right one. */
  recounted(): Changes {
    const { objects } = this.#own
    const changes = new Map<number, Change>()
    const count = (number: number | undefined, dict: Dict, depth: number): number => {
      const kids = objects.resolve(dict.get("Kids"))
      if (!isArray(kids) || depth > 64) return 1
      const total = kids.reduce<number>((sum, kid) => {
        const below = kid instanceof Ref ? kid.number : undefined
        return sum + count(below, objects.dict(kid), depth + 1)
      }, 0)
      if (number !== undefined && objects.number(dict.get("Count")) !== total) {
        changes.set(number, { _tag: "Value", value: new Map(dict).set("Count", total) })
      }
      return total
    }
    const root = objects.dict(objects.trailer?.get("Root")).get("Pages") ?? null
    count(root instanceof Ref ? root.number : undefined, objects.dict(root), 0)
    return changes
  }

  /** Combo boxes without an appearance as the text they show: a reader would draw them with a button to press. */
  withoutButtons(): Changes {
    const { objects } = this.#own
    const changes = new Map<number, Change>()
    for (const { dict } of this.pages) {
      for (const annotation of objects.list(dict.get("Annots"))) {
        const field = objects.dict(annotation)
        const flags = objects.number(field.get("Ff")) ?? 0
        const isCombo = objects.name(field.get("FT")) === "Ch" && (flags & comboFlag) !== 0
        const isDrawn = objects.resolve(objects.dict(field.get("AP")).get("N")) !== null
        if (!isCombo || isDrawn || !(annotation instanceof Ref)) continue
        const text = new Map(field).set("FT", new Name("Tx")).set("Ff", 0)
        changes.set(annotation.number, { _tag: "Value", value: text })
      }
    }
    return changes
  }
}
