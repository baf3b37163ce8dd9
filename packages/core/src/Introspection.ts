import * as Cache from "effect/Cache"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import { type Client, CurrentClient } from "./Auth.js"
import type { CallError } from "./FaxError.js"
import { MessageId } from "./model/Ids.js"
import { Status } from "./Status.js"

/** A token that was revoked is let in for so long yet; the service behind refuses its calls all the same. */
const trustedFor = Duration.minutes(1)
const mostTokens = 10_000

/**
 * Finds the client that a token belongs to (introspection, RFC 7662). Servers need it to admit calls;
 * clients do not have it.
 *
 * @example
 * ```ts
 * import { FetchHttpClient } from "@effect/platform"
 * import { FaxClient, Introspection } from "@faxingcenter/core"
 * import { Layer } from "effect"
 *
 * // All that the routes of a proxy need: the services of the client, and a way to tell good tokens from bad.
 * const Proxied = Introspection.layerUpstream.pipe(
 *   Layer.provideMerge(FaxClient.layerConfig()),
 *   Layer.provide(FetchHttpClient.layer)
 * )
 * ```
 */
export class Introspection extends Context.Tag("@faxingcenter/core/Introspection")<
  Introspection,
  {
    /** `Unauthorized` (`invalid_token`) when the token is unknown or has expired. */
    readonly clientOf: (token: Redacted.Redacted) => Effect.Effect<Client, CallError>
  }
>() {
  /**
   * Asks the service behind: it is asked, with the token, for a message that nobody has. A token that it
   * accepted is not asked about again for a minute. The client has no name of its own here.
   */
  static readonly layerUpstream: Layer.Layer<Introspection, never, Status> = Layer.suspend(() =>
    Layer.effect(
      Introspection,
      Effect.gen(function* () {
        const status = yield* Status
        const nobodys = MessageId.make("0".repeat(32))
        const ask = (token: Redacted.Redacted): Effect.Effect<Client, CallError> => {
          const client: Client = { clientId: "", token }
          return status.ofMessage(nobodys).pipe(
            Effect.provideService(CurrentClient, client),
            Effect.as(client),
            Effect.catchTag("FaxError.NotFound", () => Effect.succeed(client))
          )
        }
        const known = yield* Cache.makeWith({
          capacity: mostTokens,
          lookup: ask,
          timeToLive: Exit.match({ onFailure: () => Duration.zero, onSuccess: () => trustedFor })
        })
        let latest = Number.NEGATIVE_INFINITY
        return {
          clientOf: (token) =>
            Effect.flatMap(Clock.currentTimeMillis, (now) => {
              // Or what was trusted before a clock was set back by hours would be so for as long.
              const wasSetBack = now < latest
              latest = now
              return wasSetBack
                ? Effect.zipRight(known.invalidateAll, known.get(token))
                : known.get(token)
            })
        }
      })
    )
  )
}
