import { RateLimited } from "@faxingcenter/core"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../store/database/Database.js"
import { sql } from "../store/database/sql.js"

const decode = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ per_minute: Schema.NullOr(Schema.Int) }))
)

/** Calls left now, as of a time; a minute's worth at most, filled up steadily. */
interface Bucket {
  readonly perMinute: number | null
  readonly readAt: number
  readonly left: number
  readonly at: number
}

/** A change of a limit is noticed after this time. */
const memory = 30_000
const minute = 60_000

/** Calls that a client may make to one node. */
export class RateLimits extends Context.Tag("@faxingcenter/gateway/RateLimits")<
  RateLimits,
  {
    /** `now`: milliseconds since 1970. */
    readonly take: (
      clientId: string,
      now: number
    ) => Effect.Effect<void, RateLimited | DatabaseError>
  }
>() {}

export const layer = Layer.effect(
  RateLimits,
  Effect.gen(function* () {
    const db = yield* Database
    const buckets = new Map<string, Bucket>()

    const read = Effect.fn("RateLimits.read")(function* (clientId: string, now: number) {
      const rows = yield* db.query(sql`SELECT per_minute FROM clients WHERE id = ${clientId}`)
      const [row] = yield* Effect.orDie(decode(rows))
      const perMinute = row?.per_minute ?? null
      const known = buckets.get(clientId)
      return {
        perMinute,
        readAt: now,
        left: known?.perMinute === perMinute ? known.left : (perMinute ?? 0),
        at: known?.at ?? now
      }
    })

    const spend = (clientId: string, bucket: Bucket, now: number) => {
      const { perMinute } = bucket
      if (perMinute === null) {
        buckets.set(clientId, bucket)
        return Effect.void
      }
      const filled = Math.min(perMinute, bucket.left + ((now - bucket.at) * perMinute) / minute)
      const isEnough = filled >= 1
      buckets.set(clientId, { ...bucket, left: isEnough ? filled - 1 : filled, at: now })
      return isEnough
        ? Effect.void
        : new RateLimited({
            detail: `This client may make ${perMinute} requests a minute`,
            retryAfter: Duration.millis(Math.ceil(((1 - filled) * minute) / perMinute))
          })
    }

    return {
      take: (clientId, now) => {
        const known = buckets.get(clientId)
        return known !== undefined && now - known.readAt < memory
          ? spend(clientId, known, now)
          : Effect.flatMap(read(clientId, now), (bucket) => spend(clientId, bucket, now))
      }
    }
  })
)
