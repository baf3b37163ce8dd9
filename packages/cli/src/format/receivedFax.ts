import { ReceivedFax } from "@faxingcenter/core"
import * as Schema from "effect/Schema"
import { local } from "./moment.js"
import { table } from "./table.js"

/** For programs: as the gateway writes it. */
export const receivedJson = Schema.encodeSync(ReceivedFax)

const pagesOf = ({ pages, partial }: ReceivedFax) => `${pages}${partial ? " (partial)" : ""}`

/** Who it is from: what the telephone network says comes before what the machine says of itself. */
const senderOf = ({ from, remoteStation }: ReceivedFax) =>
  from ?? (remoteStation === undefined ? "-" : `"${remoteStation}"`)

export const receivedTable = (faxes: ReadonlyArray<ReceivedFax>): string =>
  table(
    ["RECEIVED", "", "FROM", "TO", "PAGES", "ID"],
    faxes.map((fax) => [
      local(fax.receivedAt),
      fax.read ? "" : "new",
      senderOf(fax),
      fax.to ?? "-",
      pagesOf(fax),
      fax.receivedFaxId
    ])
  )

export const receivedText = (fax: ReceivedFax): string => {
  const coding =
    fax.coding === undefined
      ? undefined
      : `${fax.coding}${fax.errorCorrection === true ? ", errors corrected" : ""}`
  const rows: ReadonlyArray<readonly [name: string, value: string | undefined]> = [
    ["received", local(fax.receivedAt)],
    ["from", fax.from],
    ["caller", fax.callerName],
    ["station", fax.remoteStation && `${fax.remoteStation} (as its machine says)`],
    ["to", fax.to],
    ["subaddress", fax.subaddress],
    ["pages", pagesOf(fax)],
    ["problem", fax.problem],
    ["call", fax.seconds === undefined ? undefined : `${fax.seconds} s`],
    ["speed", fax.speed === undefined ? undefined : `${fax.speed} bit/s`],
    ["coding", coding],
    ["resolution", fax.resolution],
    ["channel", fax.channel],
    ["read", fax.readAt === undefined ? "no" : local(fax.readAt)],
    [
      "document",
      fax.document === undefined
        ? "none"
        : `${fax.document.size} bytes, SHA-256 ${fax.document.sha256}`
    ],
    ["id", fax.receivedFaxId]
  ]
  return table(
    ["FAX", ""],
    rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  )
}
