import { codingOf, resolutionOf } from "./JobFile.js"

/** A line of `LIST recvq` (hfaxd(1M), RCVFMT). What others wrote, the error, comes last: it may have a bar in it. */
export const receivedFormat = "%f|%p|%b|%d|%h|%n|%r|%w|%z|%Z|%e"

/** A fax that HylaFAX has received. */
export interface ReceivedLine {
  readonly file: string
  readonly pages: number
  /** Bits a second. */
  readonly speed?: number
  readonly coding?: "MH" | "MR" | "MMR" | "JBIG"
  readonly seconds?: number
  readonly resolution?: "standard" | "fine" | "superfine"
  readonly width?: number
  /** Seconds since 1970. */
  readonly receivedAt: number
  /** What went wrong; empty when nothing did. */
  readonly error: string
}

const fileName = /^[\w.-]+$/

const secondsOf = (time: string): number =>
  time.split(":").reduce((sum, part) => sum * 60 + (Number(part) || 0), 0)

const positive = (text: string): number | undefined => {
  const value = Number(text)
  return Number.isInteger(value) && value > 0 ? value : undefined
}

/** Reads such a line; nothing of a fax that is still coming in, or of a file that is none. */
export const readReceivedLine = (line: string): ReadonlyArray<ReceivedLine> => {
  const [file = "", pages = "", rate = "", format = "", ...more] = line.split("|")
  const [time = "", , rows = "", width = "", isComing = "", at = "", ...error] = more
  const receivedAt = positive(at.trim())
  if (!fileName.test(file) || isComing.trim() !== "" || receivedAt === undefined) return []
  const [speed, dots, coding] = [positive(rate), positive(width), codingOf(format)]
  const [resolution, seconds] = [resolutionOf(rows), positive(String(secondsOf(time)))]
  return [
    {
      file,
      pages: positive(pages) ?? 0,
      receivedAt,
      error: error.join("|").trim(),
      ...(speed === undefined ? {} : { speed }),
      ...(coding === undefined ? {} : { coding }),
      ...(seconds === undefined ? {} : { seconds }),
      ...(resolution === undefined ? {} : { resolution }),
      ...(dots === undefined ? {} : { width: dots })
    }
  ]
}
