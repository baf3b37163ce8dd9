import { failureInfo } from "@faxingcenter/core/delivery"
import { spaced } from "@faxingcenter/hono-server/ui"
import type { Fax } from "../simulation/Fax.js"

export type Look = "processing" | "held" | "delivered" | "failed"

/** How a fax is to be shown. */
export const lookOf = (fax: Fax): Look => (fax.onHold ? "held" : fax.status)

export const statusText = (fax: Fax): string => {
  if (fax.onHold) return "On hold"
  if (fax.status === "delivered") return "Delivered"
  return fax.status === "failed" ? `Failed: ${spaced(fax.reason ?? "")}` : "Processing"
}

/** What a failure means, and what can be done. */
export const failureText = ({ reason }: Fax): string | undefined =>
  reason === undefined ? undefined : `${failureInfo[reason].meaning} ${failureInfo[reason].advice}`
