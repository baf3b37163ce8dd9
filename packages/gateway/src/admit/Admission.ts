import { CurrentClient, FaxError } from "@faxingcenter/core"
import { andThen } from "@faxingcenter/core/wire"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type ClientRecord, ClientRecords } from "../store/clients/ClientRecords.js"
import type { DatabaseError } from "../store/database/Database.js"

/** Calls left now, as of a time; a minute's worth at most, filled up steadily. */
interface Bucket {
  readonly perMinute: number
  readonly left: number
  /** Milliseconds since 1970. */
  readonly at: number
}

const minuteMillis = 60_000

/** Lets the calls of clients in: so many to one node as each may make. */
export class Admission extends Context.Tag("@faxingcenter/gateway/Admission")<
  Admission,
  {
    /** The key of a client that makes a call now. `now`: milliseconds since 1970. */
    readonly admit: (
      clientId: string,
      now: number
    ) => Effect.Effect<number, FaxError.RateLimited | DatabaseError>
    /** The same for the current client. */
    readonly admitCurrent: Effect.Effect<
      number,
      FaxError.RateLimited | FaxError.Unauthorized | DatabaseError
    >
  }
>() {}

export const layer = Layer.effect(
  Admission,
  Effect.map(ClientRecords, (records) => {
    const buckets = new Map<string, Bucket>()

    const spend = (clientId: string, { key, perMinute }: ClientRecord, now: number) => {
      if (perMinute === null) return Effect.succeed(key)
      const last = buckets.get(clientId)
      const bucket =
        last?.perMinute === perMinute ? last : { perMinute, left: perMinute, at: last?.at ?? now }
      // A clock that was set back takes nothing away.
      const passed = Math.max(0, now - bucket.at)
      const filled = Math.min(perMinute, bucket.left + (passed * perMinute) / minuteMillis)
      const isEnough = filled >= 1
      buckets.set(clientId, { perMinute, left: isEnough ? filled - 1 : filled, at: now })
      return isEnough
        ? Effect.succeed(key)
        : new FaxError.RateLimited({
            detail: `This client is limited to ${perMinute} requests a minute`,
            retryAfter: Duration.millis(Math.ceil(((1 - filled) * minuteMillis) / perMinute))
          })
    }

    const admit: Admission["Type"]["admit"] = (clientId, now) =>
      andThen(records.of(clientId, now), (record) => spend(clientId, record, now))

    return {
      admit,
      // One step, because it is done with every read.
      admitCurrent: Effect.withFiberRuntime((fiber) => {
        const caller = Context.get(fiber.currentContext, CurrentClient)
        if (caller === undefined) return Effect.flatMap(CurrentClient.required, Effect.die)
        const clock = Context.get(fiber.currentDefaultServices, Clock.Clock)
        return admit(caller.clientId, clock.unsafeCurrentTimeMillis())
      })
    }
  })
)
