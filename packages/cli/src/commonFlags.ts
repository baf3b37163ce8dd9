import * as Flag from "./args/Flag.js"
import { parseDuration } from "./input/duration.js"

export const jsonFlag = Flag.toggle("json", {
  short: "j",
  summary: "Print one JSON object on stdout, and errors as JSON on stderr"
})

export const quietFlag = Flag.toggle("quiet", {
  short: "q",
  summary: "No progress on stderr: results and errors only"
})

export const waitFlag = Flag.toggle("wait", {
  short: "w",
  summary: "Wait until every recipient's fax is delivered or has failed; exit with 1 if any failed"
})

export const timeoutFlag = Flag.parsed("timeout", "TIME", {
  summary: "With --wait: how long to wait at most, like 90s, 5m or 2h (default 30m)",
  parse: parseDuration
})
