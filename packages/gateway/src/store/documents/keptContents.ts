import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database } from "../database/Database.js"
import { sql } from "../database/sql.js"
import { firstIdAt, timeOf } from "../ids.js"
import { Retention } from "./retention.js"

/** What is kept of documents, and what goes next. */
export interface KeptContents {
  readonly keptFor: Duration.Duration
  /** When the oldest document that is still there came. */
  readonly oldest?: DateTime.Utc
  /** Documents whose time is over within a day, counted up to 10,000; those of faxes under way stay longer. */
  readonly goWithinDay: number
}

const mostCounted = 10_000
const decodeOldest = Schema.decodeUnknown(
  Schema.NonEmptyArray(Schema.Struct({ content: Schema.NullOr(Schema.String) }))
)
const decodeCount = Schema.decodeUnknown(Schema.NonEmptyArray(Schema.Struct({ n: Schema.Int })))

/** Reads what retention will take, for those who ask. */
export const makeKeptContents = Effect.gen(function* () {
  const db = yield* Database
  const keptFor = Duration.decode((yield* Retention).content)
  return Effect.gen(function* () {
    const { epochMillis: now } = yield* DateTime.now
    const [{ content }] = yield* Effect.orDie(
      decodeOldest(yield* db.query(sql`SELECT MIN(content) AS content FROM contents`))
    )
    const end = firstIdAt(now - Duration.toMillis(keptFor) + Duration.toMillis("1 day"))
    const [{ n }] = yield* Effect.orDie(
      decodeCount(
        yield* db.query(sql`SELECT COUNT(*) AS n FROM (SELECT 1 FROM contents
          WHERE content < ${end} AND part = 0 LIMIT ${mostCounted}) c`)
      )
    )
    const kept: KeptContents = {
      keptFor,
      goWithinDay: n,
      ...(content === null ? {} : { oldest: DateTime.unsafeMake(timeOf(content)) })
    }
    return kept
  })
})
