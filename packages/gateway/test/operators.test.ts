import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { layer as operatorsLayer } from "../src/admit/Operators.js"
import { Audit, Operators } from "../src/manage.js"
import { layer as auditLayer } from "../src/store/clients/Audit.js"
import { Database } from "../src/store/database/Database.js"
import { databaseAt } from "../src/store/database/databaseAt.js"
import { raw } from "../src/store/database/sql.js"

const memory = Layer.merge(operatorsLayer, auditLayer).pipe(
  Layer.provideMerge(databaseAt(Redacted.make(":memory:")))
)

const signedIn = Effect.gen(function* () {
  const operators = yield* Operators
  const key = yield* operators.add({ name: "anna", role: "operator" }, "root")
  const token = yield* operators.signIn(key)
  return { operators, key, token }
})

describe("operators", () => {
  it.effect("sign in with their key and are known by their session until they sign out", () =>
    Effect.gen(function* () {
      const { operators, token } = yield* signedIn
      expect(yield* operators.session(token)).toMatchObject({ operator: "anna", role: "operator" })
      yield* operators.signOut(token)
      expect(yield* Effect.flip(operators.session(token))).toMatchObject({
        reason: "invalid_token"
      })
    }).pipe(Effect.provide(memory))
  )

  it.effect("are refused with another key and with a session of nobody", () =>
    Effect.gen(function* () {
      const { operators, token } = yield* signedIn
      const refusal = yield* Effect.flip(operators.signIn(token))
      expect(refusal).toMatchObject({ reason: "invalid_client" })
      const nobody = yield* Effect.flip(operators.session(Redacted.make("")))
      expect(nobody).toMatchObject({ reason: "invalid_token" })
    }).pipe(Effect.provide(memory))
  )

  it.effect("lose every session and the key when they are revoked", () =>
    Effect.gen(function* () {
      const { key, operators, token } = yield* signedIn
      yield* operators.revoke("anna", "root")
      expect(yield* Effect.flip(operators.session(token))).toMatchObject({
        reason: "invalid_token"
      })
      expect(yield* Effect.flip(operators.signIn(key))).toMatchObject({ reason: "invalid_client" })
      expect(yield* Effect.flip(operators.revoke("anna", "root"))).toMatchObject({
        culprit: "anna"
      })
      const audit = yield* Audit
      expect((yield* audit.list({ limit: 10 })).map(({ action }) => action)).toEqual([
        "operator.add",
        "operator.sign-in",
        "operator.revoke"
      ])
    }).pipe(Effect.provide(memory))
  )

  it.effect("have names of their own, for ever", () =>
    Effect.gen(function* () {
      const { operators } = yield* signedIn
      yield* operators.revoke("anna", "root")
      const again = operators.add({ name: "anna", role: "admin" }, "root")
      expect(yield* Effect.flip(again)).toMatchObject({ kind: "conflict" })
      expect(yield* operators.list).toMatchObject([{ name: "anna", role: "operator" }])
    }).pipe(Effect.provide(memory))
  )

  it.effect("stay signed in while they work, half an hour without, and twelve hours at most", () =>
    Effect.gen(function* () {
      const { key, operators, token } = yield* signedIn
      yield* TestClock.adjust("29 minutes")
      yield* operators.session(token)
      yield* TestClock.adjust("29 minutes")
      yield* operators.session(token)
      yield* TestClock.adjust("31 minutes")
      yield* Effect.flip(operators.session(token))
      const open = yield* operators.signIn(key)
      yield* Effect.repeatN(
        Effect.zipRight(TestClock.adjust("20 minutes"), operators.session(open)),
        34
      )
      yield* TestClock.adjust("20 minutes")
      yield* Effect.flip(operators.session(open))
    }).pipe(Effect.provide(memory))
  )

  it.effect("leave no key and no token in the database", () =>
    Effect.gen(function* () {
      const { key, token } = yield* signedIn
      const db = yield* Database
      const stored = JSON.stringify([
        yield* db.query(raw("SELECT * FROM operators")),
        yield* db.query(raw("SELECT * FROM sessions")),
        yield* db.query(raw("SELECT * FROM audit"))
      ])
      expect(stored).not.toContain(Redacted.value(key))
      expect(stored).not.toContain(Redacted.value(token))
    }).pipe(Effect.provide(memory))
  )
})
