import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Capacity } from "../src/index.js"
import { Database } from "../src/store/database/Database.js"
import { raw } from "../src/store/database/sql.js"
import { ended, fax, gateway, send } from "./fixtures.js"

const lines = Layer.succeed(Capacity, { lines: 16, drain: "1 second" })

describe("a full disk", () => {
  it.live("makes a gateway refuse what it cannot keep, lose nothing, and go on by itself", () =>
    Effect.gen(function* () {
      const db = yield* Database
      const [pages] = yield* db.query(raw("PRAGMA page_count"))
      const full = Number(pages?.page_count) + 40
      yield* db.query(raw(`PRAGMA max_page_count = ${full}`))
      const accepted = []
      const refusals = []
      for (let i = 0; i < 2000 && refusals.length < 5; i++) {
        const answer = yield* Effect.either(send(fax(`1386${1_000_000 + i}`)))
        if (answer._tag === "Right") accepted.push(answer.right)
        else refusals.push(answer.left)
      }
      expect(accepted.length).toBeGreaterThan(0)
      expect(refusals).toHaveLength(5)
      for (const refusal of refusals) {
        expect(refusal).toMatchObject({ _tag: "FaxError.Unavailable", status: 503 })
      }
      yield* db.query(raw("PRAGMA max_page_count = 1000000"))
      accepted.push(yield* send(fax("18555808797")))
      for (const receipt of accepted) {
        const [message] = yield* ended(receipt)
        expect(message).toMatchObject({ status: "delivered", attempts: 1 })
      }
    }).pipe(Effect.provide(gateway(":memory:").pipe(Layer.provideMerge(lines))))
  )
})
