import { readTiffPages, type TiffPage } from "../codec/readTiff.js"
import { Refusal } from "../Refusal.js"

/** What the file of a received fax says about it. Missing facts are absent. */
export interface ReceivedPages {
  readonly pages: number
  /** Why there are no more pages, where the file says that there are. */
  readonly problem?: string
  /** Dots across the first page. */
  readonly width?: number
  readonly resolution?: "standard" | "fine" | "superfine"
  /** The identification (TSI) of the sender's machine. */
  readonly remoteStation?: string
  /** What the exchange told of the call, line by line: mostly the caller's number and name, and the number called. */
  readonly callIds: ReadonlyArray<string>
  readonly subaddress?: string
  /** Of all pages. */
  readonly seconds?: number
}

const mostPages = 10_000
const imageDescription = 270
const faxSubaddress = 34909
const faxReceiveTime = 34910

const latin1 = new TextDecoder("latin1")

/** Without what a terminal or a log would obey. */
const textOf = (page: TiffPage, tag: number): string =>
  latin1
    .decode(Uint8Array.from(page.values(tag)))
    .replace(/\0.*$/s, "")
    .replace(/[^\n\x20-\x7e\xa0-\xff]/g, " ")

const resolutionOf = ({ dpiY = 0 }: TiffPage): ReceivedPages["resolution"] =>
  dpiY === 0 ? undefined : dpiY < 150 ? "standard" : dpiY < 300 ? "fine" : "superfine"

/**
 * Reads what HylaFAX, spandsp and others write into the TIFF of a fax beside its pages: the sender's identification and
 * what the exchange told of the call (ImageDescription), subaddress and receive time (tags 34909 and 34910, registered
 * to SGI). It looks at no dots, and reads what it can of a damaged file.
 *
 * @example
 * ```ts
 * import { readReceivedPages } from "@faxingcenter/pages"
 *
 * const summaryOf = (tiff: Uint8Array) => {
 *   const { pages, remoteStation = "unknown", problem } = readReceivedPages(tiff)
 *   return `${pages} pages from ${remoteStation}${problem === undefined ? "" : `: ${problem}`}`
 * }
 * ```
 */
export const readReceivedPages = (tiff: Uint8Array): ReceivedPages => {
  try {
    const { pages, problem } = readTiffPages(tiff, mostPages)
    const shown = pages.filter(({ aside }) => !aside)
    const [first] = shown
    if (first === undefined) return { pages: 0, problem: "it has no pages", callIds: [] }
    const [station = "", ...callIds] = textOf(first, imageDescription)
      .split("\n")
      .map((line) => line.trim())
    const seconds = shown.reduce((sum, page) => sum + (page.values(faxReceiveTime)[0] ?? 0), 0)
    const resolution = resolutionOf(first)
    const subaddress = textOf(first, faxSubaddress).trim()
    const isKnown = station !== "" && !/^<(unknown|unspecified)>$/i.test(station)
    return {
      pages: shown.length,
      callIds,
      ...(problem === undefined ? {} : { problem: detailOf(problem) }),
      ...(first.width === 0 ? {} : { width: first.width }),
      ...(resolution === undefined ? {} : { resolution }),
      ...(isKnown ? { remoteStation: station } : {}),
      ...(subaddress === "" ? {} : { subaddress }),
      ...(seconds > 0 ? { seconds } : {})
    }
  } catch (cause) {
    if (cause instanceof Refusal) return { pages: 0, problem: detailOf(cause), callIds: [] }
    return { pages: 0, problem: "it is not a TIFF", callIds: [] }
  }
}

const detailOf = ({ reason }: Refusal): string =>
  "detail" in reason ? reason.detail : "it has too many pages"
