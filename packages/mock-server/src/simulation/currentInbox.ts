import { CurrentClient } from "@faxingcenter/core"
import { Clock, Effect } from "effect"
import type { Inboxes } from "./Inboxes.js"

/** The inbox of whoever calls, and the real time. */
export const currentInbox = (inboxes: Inboxes) =>
  Effect.gen(function* () {
    const { clientId } = yield* CurrentClient
    return { inbox: yield* inboxes.of(clientId), real: yield* Clock.currentTimeMillis }
  })
