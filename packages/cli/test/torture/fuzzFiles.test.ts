import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Chunk from "effect/Chunk"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fc from "effect/FastCheck"
import * as Stream from "effect/Stream"
import { afterAll, describe, expect } from "vitest"
import { eventText } from "../../../hono-server/src/answer/eventStream.js"
import { Tenants } from "../../../mock-server/src/simulation/Tenants.js"
import { StateFile } from "../../../mock-server/src/state/StateFile.js"
import { readJournal } from "../../src/broadcast/Journal.js"
import { readEvents } from "../../src/gateway/eventStream.js"
import { fuzz, fuzzLater, inPieces, text } from "./fuzzing.js"

const folder = mkdtempSync(join(tmpdir(), "fax-fuzz-"))
afterAll(() => rmSync(folder, { recursive: true }))

const eventsIn = (pieces: ReadonlyArray<Uint8Array>) =>
  Chunk.toReadonlyArray(
    Effect.runSync(Stream.runCollect(readEvents(Stream.decodeText(Stream.fromIterable(pieces)))))
  )

const wanted = {
  journal: 1 as const,
  documents: "d",
  clientId: "c",
  baseUrl: "http://localhost",
  started: DateTime.unsafeMake(0)
}
const header = JSON.stringify({ ...wanted, started: "1970-01-01T00:00:00.000Z" })
const journal = (lines: ReadonlyArray<string>) =>
  Effect.runSync(Effect.either(readJournal("j", [header, ...lines].join("\n"), wanted)))

const at = "2026-11-29T00:00:00.000Z"
const entry = Fc.record({
  event: Fc.constantFrom("attempt", "unknown", "notSent", "accepted", "refused", "ended"),
  number: Fc.constantFrom("1", "2", "3")
}).map((given) =>
  JSON.stringify({ ...given, at, sendId: "s", messageId: "m", reason: "r", status: "failed" })
)

const change = Fc.record(
  {
    client: Fc.constantFrom("a", "b", "__proto__"),
    clock: Fc.oneof(Fc.constant({ offset: 5 }), Fc.jsonValue()),
    gone: Fc.oneof(Fc.constant("0".repeat(32)), Fc.jsonValue()),
    job: Fc.jsonValue(),
    messages: Fc.jsonValue()
  },
  { requiredKeys: ["client"] }
).map((given) => JSON.stringify(given))

describe("what is read back, nothing breaks", () => {
  fuzz(
    "a stream of events, the same however it is cut",
    Fc.tuple(
      Fc.oneof(
        text("data:", "id: 1", "\n", "\n\n", "\r\n", ":", "event").map((all) => Buffer.from(all)),
        Fc.uint8Array()
      ),
      Fc.array(Fc.nat(), { maxLength: 4 })
    ),
    ([bytes, cuts]) => {
      const whole = eventsIn([bytes])
      for (const { data } of whole) expect(data).not.toBe("")
      expect(eventsIn(inPieces(bytes, cuts))).toEqual(whole)
    }
  )
  fuzz(
    "events that a gateway sent, each as it was, however they are cut",
    Fc.tuple(
      Fc.array(Fc.tuple(Fc.uuid(), Fc.jsonValue()), { maxLength: 4 }),
      Fc.array(Fc.nat(), { maxLength: 4 })
    ),
    ([sent, cuts]) => {
      const events = sent.map(([id, json]) => ({ id, data: JSON.stringify(json) }))
      expect(eventsIn(inPieces(Buffer.from(events.map(eventText).join("")), cuts))).toEqual(events)
    }
  )
  fuzz(
    "the journal of a broadcast",
    Fc.tuple(text(header, "{}", "\n"), Fc.array(Fc.oneof(entry, text("{", "\n"), Fc.json()))),
    ([first, lines]) => {
      const other = Effect.runSync(
        Effect.either(readJournal("j", [first, ...lines].join("\n"), wanted))
      )
      for (const read of [other, journal(lines)]) {
        if (Either.isLeft(read)) expect(read.left.message).toMatch(/^j (is|belongs) /)
      }
    }
  )
  fuzz(
    "a journal that a crash cut off, which says what its whole lines say",
    Fc.tuple(Fc.array(entry), entry, Fc.nat()),
    ([lines, last, cut]) => {
      const read = journal([...lines, last.slice(0, cut % last.length)])
      expect(Either.getOrThrow(read)).toEqual(Either.getOrThrow(journal([...lines, ""])))
    }
  )
  fuzzLater(
    "the state file of a mock",
    Fc.oneof(
      Fc.uint8Array(),
      text('{"version":2,"runs":1}', "\n").map((all) => Buffer.from(all)),
      Fc.array(Fc.oneof(change, Fc.json()), { maxLength: 6 }).map((lines) =>
        Buffer.from(['{"version":2,"runs":1}', ...lines, ""].join("\n"))
      )
    ),
    async (bytes) => {
      const path = join(folder, "state")
      writeFileSync(path, bytes)
      const tenants = new Tenants({ anyClient: true }, () => {})
      const read = Either.try(() => new StateFile(path, tenants))
      if (Either.isRight(read)) await Effect.runPromise(read.right.close)
      else expect(String(read.left)).toContain(`${path} is not a state file of a mock: `)
    }
  )
})
