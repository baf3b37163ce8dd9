import { failureInfo } from "@faxingcenter/core/delivery"
import type { MessageDetail } from "@faxingcenter/gateway"
import type { ListedMessage } from "@faxingcenter/gateway/manage"
import { spaced } from "../ui/words.js"

type State = ListedMessage["state"]

const stateTexts: Readonly<Record<State, string>> = {
  Waiting: "Waiting",
  Calling: "On the line",
  InDoubt: "In doubt",
  Delivered: "Delivered",
  Failed: "Failed"
}

/** What a state, and the reason of a failure, is called on a page. */
export const stateText = (state: State, reason?: string | null): string =>
  state === "Failed" && reason != null ? `Failed: ${spaced(reason)}` : stateTexts[state]

/** Its colour. */
export const stateLook = (state: State, reason?: string | null): string =>
  state === "Delivered"
    ? "delivered"
    : state === "InDoubt" || reason === "unknown_outcome"
      ? "held"
      : state === "Failed"
        ? "failed"
        : "processing"

/** What a failure means and what can be done; of the last call, while the fax is under way. */
export const adviceOf = ({ attempts, state }: MessageDetail["delivery"]): string | undefined => {
  const last = attempts.findLast(({ outcome }) => outcome !== undefined)?.outcome
  const reason =
    state._tag === "Failed"
      ? state.reason
      : state._tag !== "Delivered" && last?._tag === "Failed"
        ? last.reason
        : undefined
  return reason === undefined
    ? undefined
    : `${failureInfo[reason].meaning} ${failureInfo[reason].advice}`
}
