import { FaxError, type Receipt } from "@faxingcenter/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { DatabaseError } from "../store/database/Database.js"
import { makeJobs } from "../store/faxes/Jobs.js"

const inProgress = new FaxError.Rejected({
  status: 409,
  title: "Conflict",
  detail: "The first request with this Idempotency-Key is still in progress; repeat it later"
})

const reused = new FaxError.Rejected({
  status: 422,
  title: "Unprocessable Content",
  detail: "This Idempotency-Key was used for another request; use a new key for each fax"
})

interface Request {
  readonly client: number
  readonly key: string
}

/** The `Idempotency-Key` of the IETF draft: a send that is repeated gets the answer of the first. */
export class Idempotency extends Context.Tag("@faxingcenter/gateway/Idempotency")<
  Idempotency,
  {
    /** Runs what has this key, unless something that has it is running. */
    readonly exclusively: (
      request: Request
    ) => <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E | FaxError.Rejected, R>
    /** The receipt of the send that had this key before, if any had. */
    readonly recall: (
      request: Request,
      fingerprint: string
    ) => Effect.Effect<Receipt | undefined, DatabaseError | FaxError.Rejected>
  }
>() {}

const make = Effect.gen(function* () {
  const jobs = yield* makeJobs
  const running = new Set<string>()

  return Idempotency.of({
    exclusively: ({ client, key }) => {
      const name = `${client} ${key}`
      const enter = Effect.suspend(() => {
        if (running.has(name)) return inProgress
        running.add(name)
        return Effect.void
      })
      return (effect) =>
        Effect.acquireUseRelease(
          enter,
          () => effect,
          () => Effect.sync(() => running.delete(name))
        )
    },
    recall: Effect.fn("Idempotency.recall")(function* ({ client, key }, fingerprint) {
      const before = yield* jobs.ofKey(client, key)
      if (before === undefined) return undefined
      if (before.fingerprint !== fingerprint) return yield* reused
      return yield* jobs.receiptOf(before.job)
    })
  })
})

export const layer = Layer.effect(Idempotency, make)
