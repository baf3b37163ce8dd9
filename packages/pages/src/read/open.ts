import type { Inspection } from "../Fax.js"
import { type Paper, paperSize } from "../Paper.js"
import { Refusal } from "../Refusal.js"
import { cutLong } from "./cutLong.js"
import { detect } from "./detect.js"
import type { Opened, ReadLimits } from "./Sheet.js"

const unsupported = (detail: string) => new Refusal({ _tag: "UnsupportedDocument", detail })

/** Each reader is loaded when it is first needed: they bring megabytes of fonts and WebAssembly. */
const openAs = async (
  type: Inspection["type"],
  bytes: Uint8Array,
  paper: Paper,
  limits: ReadLimits,
  codePage: string | undefined
): Promise<Opened> => {
  switch (type) {
    case "pdf":
      return (await import("./pdf.js")).openPdf(bytes, limits, { paper: paperSize[paper] })
    case "tiff":
      return (await import("./tiff/openTiff.js")).openTiff(bytes, limits)
    case "png":
    case "jpeg":
    case "webp":
    case "gif":
      return (await import("./image.js")).openImage(bytes, limits)
    case "text":
      return (await import("./text.js")).openText(bytes, paper, limits, codePage)
    case "office":
      throw unsupported("office documents need LibreOffice, which is not set up; save it as PDF")
  }
}

/** Opens a document by what it contains, and refuses one with more pages than allowed. */
export const open = async (
  bytes: Uint8Array,
  paper: Paper,
  limits: ReadLimits,
  codePage?: string
): Promise<Opened & { readonly type: Inspection["type"] }> => {
  if (bytes.length === 0) throw new Refusal({ _tag: "EmptyDocument" })
  const type = detect(bytes)
  if (typeof type === "object") throw unsupported(type.detail)
  const opened = cutLong(await openAs(type, bytes, paper, limits, codePage), paper)
  const refuse = (refusal: Refusal) => {
    opened.close()
    throw refusal
  }
  if (opened.count === 0) refuse(new Refusal({ _tag: "EmptyDocument" }))
  if (opened.count > limits.pages) {
    const found = opened.count
    refuse(new Refusal({ _tag: "DocumentTooLarge", limit: "pages", allowed: limits.pages, found }))
  }
  return { ...opened, type }
}
