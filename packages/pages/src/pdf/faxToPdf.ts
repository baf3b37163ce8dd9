import * as Effect from "effect/Effect"
import { readTiff, type TiffPage } from "../codec/readTiff.js"
import { DamagedDocument } from "../PagesError.js"
import { Refusal } from "../Refusal.js"
import { PdfFile } from "./PdfFile.js"

const mostPages = 10_000
const g3 = 3
const g4 = 4

/** /K of the CCITT filter: below 0 is G4, 0 is G3 in one dimension, above in two. */
const filterOf = (page: TiffPage) => {
  if (page.compression === g4) return "/K -1"
  return (page.t4Options & 1) === 1 ? "/K 4/EndOfLine true" : "/K 0/EndOfLine true"
}

const isFaxPage = ({ compression, strip }: TiffPage) =>
  (compression === g3 || compression === g4) && strip !== undefined

/** Each byte with its lowest bit first, as modems give them. */
const turned = Uint8Array.from({ length: 256 }, (_, byte) => {
  let back = 0
  for (let bit = 0; bit < 8; bit++) back |= ((byte >> bit) & 1) << (7 - bit)
  return back
})

const highestBitFirst = (coded: Uint8Array, { fillOrder }: TiffPage) =>
  fillOrder === 2 ? coded.map((byte) => turned[byte] ?? 0) : coded

const toPdf = (tiff: Uint8Array): Uint8Array => {
  const file = new PdfFile()
  const tree = file.reserve()
  const pages = readTiff(tiff, mostPages).map((page, index) => {
    const { dpiX = 204, dpiY = 196, rows, strip, width } = page
    if (!isFaxPage(page) || strip === undefined) {
      throw new Refusal({
        _tag: "DamagedDocument",
        detail: "the page is not one strip of G3 or G4",
        page: index + 1
      })
    }
    const image = file.addStream(
      `/Type/XObject/Subtype/Image/Width ${width}/Height ${rows}/BitsPerComponent 1/ColorSpace/DeviceGray` +
        `/Filter/CCITTFaxDecode/DecodeParms<<${filterOf(page)}/Columns ${width}/Rows ${rows}>>`,
      highestBitFirst(tiff.subarray(strip.offset, strip.offset + strip.length), page)
    )
    const [across, down] = [(width / dpiX) * 72, (rows / dpiY) * 72].map((size) => size.toFixed(2))
    const content = file.addStream("", Buffer.from(`${across} 0 0 ${down} 0 0 cm /Page Do`))
    return file.add(
      `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 ${across} ${down}]/Contents ${content} 0 R/Resources<</XObject<</Page ${image} 0 R>>>>>>`
    )
  })
  return file.finish(tree, pages)
}

/**
 * A fax TIFF, as `Pages.convert` makes it or a modem has received it, as a PDF of the same pages: dot for dot, for
 * reading and printing.
 *
 * @example
 * ```ts
 * import { faxToPdf, Pages, type SourceDocument } from "@faxingcenter/pages"
 * import { Effect } from "effect"
 *
 * // What the recipient gets, as a PDF for the files.
 * const copyOf = (document: SourceDocument) =>
 *   Effect.flatMap(Pages, ({ convert }) => convert([document])).pipe(
 *     Effect.flatMap(({ tiff }) => faxToPdf(tiff))
 *   )
 * ```
 */
export const faxToPdf = Effect.fn("faxToPdf")(function* (tiff: Uint8Array) {
  return yield* Effect.try({
    try: () => toPdf(tiff),
    catch: (cause) =>
      new DamagedDocument({
        fileName: "fax.tif",
        detail:
          cause instanceof Refusal && cause.reason._tag === "DamagedDocument"
            ? cause.reason.detail
            : "it is not a fax TIFF"
      })
  })
})
