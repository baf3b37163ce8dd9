import type { Finding } from "@faxingcenter/pages"
import { table } from "../format/table.js"
import { styleFor } from "../terminal/style.js"

const styleOut = styleFor("stdout")

/** What a person should know before faxing, the worst first. */
export const findingsTable = (findings: ReadonlyArray<Finding>): string =>
  findings.length === 0
    ? ""
    : `\n${table(
        ["", "DOCUMENT", "PAGE", "FOUND"],
        [...findings]
          .sort((one, other) => one.severity.localeCompare(other.severity))
          .map(({ detail, fileName, page, severity }) => [
            styleOut(severity === "error" ? "red" : "yellow", severity),
            fileName,
            String(page ?? "-"),
            detail
          ])
      )}`
