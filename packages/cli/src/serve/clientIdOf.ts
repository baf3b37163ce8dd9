import { FaxError } from "@faxingcenter/core"
import type { Clients } from "@faxingcenter/gateway"
import { clientLabel } from "@faxingcenter/gateway/manage"
import * as Effect from "effect/Effect"
import { UsageError } from "../UsageError.js"

/** The client id behind a name, or behind the id itself. A database of before may have several clients of one name. */
export const clientIdOf = (clients: typeof Clients.Service, word: string) =>
  Effect.gen(function* () {
    const all = yield* clients.list
    const label = clientLabel(word)
    const named = all.filter(
      ({ name, revokedAt }) => clientLabel(name) === label && revokedAt === undefined
    )
    const byId = all.find(({ clientId }) => clientId === word)
    if (byId !== undefined) return byId.clientId
    const [only, ...others] = named
    if (only === undefined) {
      return yield* new FaxError.NotFound({
        culprit: word,
        detail: `There is no client ${word}`
      })
    }
    if (others.length > 0) {
      const ids = named.map(({ clientId }) => clientId).join(", ")
      return yield* new UsageError({
        message: `several clients are named ${word}: use one of the ids ${ids}`
      })
    }
    return only.clientId
  })
