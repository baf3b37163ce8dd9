import { type ReceivedFax, ReceivedFaxId } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import type { IncomingFax } from "../scenario/IncomingFax.js"
import type { Arrival } from "./Arrivals.js"

/** What is faxed, as the line brings it. */
export interface Pages {
  readonly tiff: Uint8Array
  readonly count: number
}

/** A page takes so many seconds on a simulated line. */
const secondsOfPage = 20

/** A fax as it is received; `now`: epoch milliseconds, `sha256` of the pages. */
export const arrivalOf = (
  incoming: IncomingFax,
  pages: (Pages & { readonly sha256: string }) | undefined,
  id: string,
  now: number
): Arrival => {
  const { after = 0, document: _, partial = false, ...told } = incoming
  const count = pages?.count ?? 0
  const fax: ReceivedFax = {
    ...told,
    receivedFaxId: ReceivedFaxId.make(id),
    receivedAt: DateTime.unsafeMake(now + after),
    seconds: 10 + secondsOfPage * count,
    pages: count,
    partial: partial || pages === undefined,
    speed: 14_400,
    coding: "MMR",
    errorCorrection: true,
    resolution: "fine",
    width: 1728,
    // Nobody called: that must show.
    channel: "simulated",
    remoteId: id,
    ...(pages === undefined ? {} : { document: { size: pages.tiff.length, sha256: pages.sha256 } }),
    read: false
  }
  return { fax, ...(pages === undefined ? {} : { tiff: pages.tiff }) }
}
