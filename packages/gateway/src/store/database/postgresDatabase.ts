import { Later, onlyKnown } from "@faxingcenter/core/wire"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import type { LazyArg } from "effect/Function"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { commitInLanes } from "./commitInLanes.js"
import { Database, DatabaseError, type Results, type Row, type Script } from "./Database.js"
import { notificationChannel, postgres } from "./Dialect.js"
import { localTopics } from "./localTopics.js"
import { addressOf, makePool, postgresDriver } from "./postgresPool.js"
import { postgresRefusal } from "./postgresRefusal.js"
import type { Statement } from "./sql.js"

const channel = notificationChannel
/** `int8`, which this driver gives as text; ours fit into a number. */
const int8 = 20

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : ""

/** What went wrong; of a connection its code alone, for the address is nobody else's business. */
const detailOf = (error: unknown) => {
  const code = codeOf(error)
  if (/^E[A-Z]+$/.test(code)) return `the connection to the database failed (${code})`
  return error instanceof Error ? error.message : String(error)
}

/** Two transactions both put a message in front of a destination: whoever comes second finds the other there. */
const isFrontTaken = (error: unknown) =>
  codeOf(error) === "23505" &&
  error instanceof Error &&
  "constraint" in error &&
  error.constraint === "messages_in_front"

/** Two transactions stood in each other's way; one of them was undone and may simply run again. */
const isCollision = (error: unknown) =>
  ["40001", "40P01"].includes(codeOf(error)) || isFrontTaken(error)

/** Classes of SQLSTATE in which the statement itself is at fault. */
const isOurFault = (code: string) => /^(0A|22|23|42|26|21|2F|34|3F|44)/.test(code)

const decodeSpace = Schema.decodeUnknown(Schema.NonEmptyArray(Schema.Struct({ used: Schema.Int })))

/** Answers to a COMMIT that say it was refused; after any other, it may have been carried out. */
const isUndone = (code: string) => /^(23|40)/.test(code)

/** Whether PostgreSQL said it, and not the connection to it. */
const isAnswer = (error: unknown) => error instanceof Error && "severity" in error

/** What a failed statement means for who asked for it. */
export const postgresError = (error: unknown): Effect.Effect<never, DatabaseError> => {
  const code = codeOf(error)
  const detail = detailOf(error)
  if (code === "23505") return Effect.fail(new DatabaseError({ kind: "conflict", detail }))
  if (code === "23502") return Effect.fail(new DatabaseError({ kind: "forbidden", detail }))
  const refusal = postgresRefusal(error)
  if (refusal !== undefined) {
    return Effect.fail(new DatabaseError({ kind: "refused", detail: refusal }))
  }
  if (isOurFault(code)) return Effect.die(error)
  return Effect.fail(new DatabaseError({ kind: "unavailable", detail }))
}

/** `?` to `$1`, `$2`, ..., and a name for each text, so that a connection plans it once. */
const makePrepare = () => {
  const known = new Map<string, { readonly name: string; readonly text: string }>()
  return ({ text, values }: Statement) => {
    let entry = known.get(text)
    if (entry === undefined) {
      let n = 0
      entry = { name: `s${known.size}`, text: text.replace(/\?/g, () => `$${++n}`) }
      known.set(text, entry)
    }
    return { ...entry, values: values.map((v) => (v instanceof Uint8Array ? Buffer.from(v) : v)) }
  }
}

/** Which PostgreSQL, and how many connections to it. */
export interface PostgresOptions {
  readonly url: Redacted.Redacted
  /** Default 8. */
  readonly connections?: number | undefined
}

const make = (options: PostgresOptions) =>
  Effect.gen(function* () {
    const { Client, types } = yield* postgresDriver
    const connectionString = addressOf(options.url)
    const pool = yield* makePool({
      connectionString,
      max: options.connections ?? 8,
      application_name: "faxingcenter-gateway",
      types: {
        getTypeParser: (oid, format) =>
          oid === int8 && format !== "binary" ? Number : types.getTypeParser(oid, format)
      }
    })
    const prepare = makePrepare()

    /**
     * Its COMMIT goes with the statements: what they lock is held for as long as PostgreSQL takes, and no longer for a
     * process that is busy. After a statement that was refused, PostgreSQL undoes all at the COMMIT.
     */
    const transact = async (
      script: LazyArg<Script>
    ): Promise<Effect.Effect<Results, DatabaseError>> => {
      const client = await pool.connect()
      let broken: Error | undefined
      const onError = (error: Error) => {
        broken = error
      }
      client.on("error", onError)
      try {
        const statements = script().map(prepare)
        // At once, as they are known (`pipeline`), and in one write: each costs more than what a statement is.
        const { stream } = client.connection
        stream.cork()
        const asked = [
          client.query<Row>("BEGIN"),
          ...statements.map((statement) => client.query<Row>(statement)),
          client.query<Row>("COMMIT")
        ]
        stream.uncork()
        const answers = await Promise.allSettled(asked)
        const end = answers.at(-1)
        const refused = answers.slice(0, -1).find(({ status }) => status === "rejected")
        const reason: unknown = refused?.status === "rejected" ? refused.reason : undefined
        if (end?.status === "fulfilled") {
          // Those after the first that failed were refused for it.
          if (end.value.command === "ROLLBACK") throw reason
          if (refused === undefined) {
            return Effect.succeed(
              answers.slice(1, -1).map((one) => (one.status === "fulfilled" ? one.value.rows : []))
            )
          }
          // The BEGIN was refused, and each statement went by itself.
          broken ??= new Error("without a transaction")
          return Effect.fail(new DatabaseError({ kind: "lost", detail: detailOf(reason) }))
        }
        // PostgreSQL itself refused a statement before it came to the COMMIT.
        if (isAnswer(reason)) throw reason
        if (refused === undefined && isUndone(codeOf(end?.reason))) throw end?.reason
        broken ??= new Error("lost while committing")
        return Effect.fail(
          new DatabaseError({ kind: "lost", detail: detailOf(reason ?? end?.reason) })
        )
      } finally {
        client.off("error", onError)
        client.release(broken)
      }
    }

    const commit: Database["Type"]["commit"] = (script) =>
      Effect.suspend(() => {
        // What has gathered is handed out once, however often the transaction is begun anew.
        let made: Script | undefined
        const once = () => {
          made ??= script()
          return made
        }
        return Effect.tryPromise({ try: () => transact(once), catch: (error) => error }).pipe(
          Effect.retry({ while: isCollision, times: 5 })
        )
      }).pipe(Effect.catchAll(postgresError), Effect.flatten, Effect.uninterruptible)

    const topics = localTopics()
    const listen = Effect.acquireUseRelease(
      Effect.sync(() => new Client({ connectionString, application_name: "faxingcenter-listen" })),
      (client) =>
        Effect.async<never, unknown>((resume) => {
          client.on("error", (error) => resume(Effect.fail(error)))
          client.on("end", () => resume(Effect.fail("ended")))
          client.on("notification", ({ payload }) => topics.call(payload ?? ""))
          client
            .connect()
            .then(() => client.query(`LISTEN ${channel}`))
            .catch((error: unknown) => resume(Effect.fail(error)))
        }),
      (client) => Effect.promise(() => client.end().catch(() => undefined))
    )
    yield* Effect.forkScoped(Effect.retry(listen, Schedule.spaced(Duration.seconds(1))))

    const told = new Set<string>()
    const tell = Effect.fn("Database.tell")(function* (topic: string) {
      told.delete(topic)
      yield* Effect.tryPromise(() => pool.query("SELECT pg_notify($1, $2)", [channel, topic])).pipe(
        Effect.ignore
      )
    })
    const runFork = yield* FiberSet.makeRuntime<never>()

    const query = (statement: Statement) =>
      Effect.tryPromise({
        try: () => pool.query<Row>(prepare(statement)).then(({ rows }) => rows),
        catch: (error) => error
      }).pipe(Effect.catchAll(postgresError))

    return Context.make(Database, {
      writtenElsewhere: () => 0,
      dialect: postgres,
      space: Effect.tryPromise({
        try: () => pool.query("SELECT pg_database_size(current_database()) AS used"),
        catch: (error) => error
      }).pipe(
        Effect.catchAll(postgresError),
        Effect.flatMap(({ rows }) => Effect.orDie(decodeSpace(rows))),
        Effect.map(([space]) => space)
      ),
      query,
      queryAtOnce: query,
      commit,
      together: (group) => commitInLanes(group, group.lanes ?? postgres.lanes, commit),
      // A burst of them becomes one.
      notify: (topic) =>
        new Later((done) => {
          if (!told.has(topic)) {
            told.add(topic)
            runFork(Effect.delay(tell(topic), "20 millis"))
          }
          done(Effect.void)
        }),
      onNotify: topics.onNotify
    })
  })

export const layer = (options: PostgresOptions): Layer.Layer<Database> =>
  Layer.scopedContext(make(onlyKnown("layerPostgres", options, { url: true, connections: true })))
