import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import Sqlite from "libsql"
import { checkOurs, whyNotOpened } from "../database/checkOurs.js"
import { DatabaseError } from "../database/Database.js"

/** Nodes give a sign of life each second. */
const aliveMillis = 10_000

/** What an earlier move wrote into the file it moves from, and the place of the database it moves into. */
export interface Mark {
  readonly state: "moving" | "moved"
  readonly to: string
}

const decodeNames = Schema.decodeUnknownSync(Schema.Array(Schema.Struct({ name: Schema.String })))
const decodePlaces = Schema.decodeUnknownSync(Schema.Array(Schema.Struct({ place: Schema.String })))

const look = (file: string, aliveSince: number) => {
  checkOurs(file)
  const db = new Sqlite(file, { readonly: true })
  try {
    db.exec("PRAGMA busy_timeout = 5000")
    const names = decodeNames(
      db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()
    ).map(({ name }) => name)
    const alive = names.includes("nodes")
      ? db.prepare("SELECT 1 FROM nodes WHERE stopped_at IS NULL AND seen_at > ?").all([aliveSince])
      : []
    const [origin] = names.includes("origin")
      ? decodePlaces(db.prepare("SELECT place FROM origin").all())
      : []
    return { isAlive: alive.length > 0, place: origin?.place ?? "" }
  } finally {
    db.close()
  }
}

const markOf = (place: string): Mark | undefined => {
  const [, state, to] = /^(moving|moved) to (.+)$/.exec(place) ?? []
  if (to === undefined) return undefined
  return { state: state === "moved" ? "moved" : "moving", to }
}

/**
 * Looks at a file that is to be moved, and changes nothing in it: to open it as a gateway does, once it is marked, would make it a
 * copy. Fails while a gateway runs over it.
 */
export const inspectSource = (file: string): Effect.Effect<Mark | undefined, DatabaseError> =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const { isAlive, place } = yield* Effect.suspend(() => {
      try {
        return Effect.succeed(look(file, now - aliveMillis))
      } catch (error) {
        return whyNotOpened(file, error) ?? Effect.die(error)
      }
    })
    if (isAlive) {
      return yield* new DatabaseError({
        kind: "refused",
        detail:
          "A gateway is running on this database; stop it first (one that was killed counts as running for 10 seconds)"
      })
    }
    return markOf(place)
  })
