/** A call in HylaFAX's own log (xferfaxlog(5F)). */
export interface LoggedCall {
  readonly kind: "SEND" | "RECV"
  readonly commId: string
  /** Its device, such as `ttyS0`. */
  readonly modem: string
  /** The id of the job that was sent, or the file that was received: `recvq/fax000000001.tif`. */
  readonly what: string
}

/** Where the log is: as Debian has it, and as HylaFAX itself does. */
export const callLogs = ["log/xferfaxlog", "etc/xferfaxlog"] as const

/** Bytes at its end that are read: some hundred calls. */
export const longestTail = 64 * 1024

/** The calls of some lines of the log, the latest last; the first line may have been cut off. */
export const readCallLog = (lines: ReadonlyArray<string>): ReadonlyArray<LoggedCall> =>
  lines.flatMap((line) => {
    const [, kind, commId = "", modem = "", what = ""] = line.split("\t")
    return (kind === "SEND" || kind === "RECV") && modem !== "" && what !== ""
      ? [{ kind, commId, modem, what }]
      : []
  })
