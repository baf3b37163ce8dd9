import type { Session } from "@faxingcenter/core/delivery"

/** What HylaFAX keeps of a job, as in its queue file (sendq(5F)). */
export interface JobFile {
  /** `waiting`: it has not begun, or is to be begun again. `suspended`: nobody has submitted it, or somebody stopped it. */
  readonly state: "waiting" | "suspended" | "active" | "done" | "failed"
  /** JOBINFO: whatever its sender wrote there. */
  readonly tag: string
  readonly code: string
  readonly status: string
  readonly pages: number
  /** Of its calls; empty before the first. */
  readonly commId: string
  readonly dials: number
  readonly session: Session
  /** Its documents in the spool. */
  readonly documents: ReadonlyArray<string>
}

const states = new Map<number, JobFile["state"]>([
  [1, "suspended"],
  [6, "active"],
  [7, "done"],
  [8, "failed"]
])

const codings = [
  [/MMR|T\.6/, "MMR"],
  [/MR/, "MR"],
  [/MH/, "MH"],
  [/JBIG/, "JBIG"]
] as const

const resolutions = new Map([
  ["98", "standard"],
  ["196", "fine"],
  ["391", "superfine"]
] as const)

/** The coding that HylaFAX means, such as `2-D MMR`. */
export const codingOf = (text: string) => codings.find(([pattern]) => pattern.test(text))?.[1]

/** The resolution with so many rows to the inch. */
export const resolutionOf = (rows: string) => [...resolutions].find(([each]) => each === rows)?.[1]

/** Reads a queue file; a member may be missing, as before the first call. */
export const readJobFile = (lines: ReadonlyArray<string>): JobFile => {
  const members = new Map(
    lines.map((line) => {
      const [, name = "", value = ""] = /^([^:]*):(.*)$/.exec(line) ?? []
      return [name, value] as const
    })
  )
  const text = (name: string) => members.get(name) ?? ""
  const count = (name: string) => Number(text(name)) || 0
  const speed = Number(/^(\d+) bit/.exec(text("signalrate"))?.[1])
  const coding = codingOf(text("dataformat"))
  const resolution = resolutionOf(text("resolution"))
  const station = text("csi").trim()
  // Before a call has begun, speed and coding are what the call before to this number had.
  const isCalled = station !== "" || count("npages") > 0
  return {
    state: states.get(count("state")) ?? "waiting",
    tag: text("jobtag"),
    code: text("statuscode"),
    status: text("status"),
    pages: count("npages"),
    commId: text("commid"),
    dials: count("totdials"),
    session: {
      ...(station === "" ? {} : { remoteStation: station }),
      ...(isCalled && speed > 0 ? { speed } : {}),
      ...(isCalled && coding !== undefined ? { coding } : {}),
      // These are only sent with their errors corrected.
      ...(isCalled && (coding === "MMR" || coding === "JBIG") ? { errorCorrection: true } : {}),
      ...(resolution === undefined ? {} : { resolution })
    },
    documents: lines
      .filter((line) => /^!?(tiff|fax|pcl|pdf|postscript):/.test(line))
      .map((line) => line.slice(line.lastIndexOf(":") + 1))
  }
}
