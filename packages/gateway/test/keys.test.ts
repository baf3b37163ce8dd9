import { expect, it } from "@effect/vitest"
import { Document, type Receipt, type Send } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { DeliveryReceipts, Gateway, SimulatedLine, Vault } from "../src/index.js"
import { Keys, layerManagement } from "../src/manage.js"
import { Contents } from "../src/store/documents/Contents.js"
import { postgres, sqliteFiles } from "./databases.js"
import { fax, gatewayWith, send } from "./fixtures.js"

const key = (id: string, fill: number) => ({
  id,
  key: Redacted.make(new Uint8Array(32).fill(fill))
})
const old = key("2025", 1)
const fresh = key("2026", 2)
/** In five parts that are stored before the commit of the job, and in one that is held until then. */
const documents = [1_300_000, 10].map((size, i) =>
  Document.fromBytes(`${i}.bin`, new Uint8Array(size).fill(i + 1))
)

const sendAll = send({ ...fax("18555808797"), documents })

/** The documents of a fax as they are read, or why they cannot be. */
const read = ({ messages }: Receipt) =>
  Effect.gen(function* () {
    const contents = yield* Contents
    const { detail } = yield* Gateway
    const [message] = messages
    if (message === undefined) return yield* Effect.dieMessage("There is no message")
    const records = (yield* detail(message.messageId)).documents
    return yield* Effect.forEach(records, (record) =>
      Effect.match(Document.readBytes(contents.document(record)), {
        onFailure: ({ detail }) => detail,
        onSuccess: (bytes) => bytes.length
      })
    )
  })
const publicKey = Effect.flatMap(DeliveryReceipts, (receipts) => receipts.publicKey)

for (const database of [sqliteFiles(), postgres()]) {
  const skipped = database.missing === undefined ? "" : ` (skipped: ${database.missing})`
  it.skipIf(database.missing !== undefined)(
    `a key over ${database.name} is replaced, retired and taken away, and all stays readable${skipped}`,
    { timeout: 60_000 },
    async () => {
      const address = await database.fresh()
      const within = <A, E>(
        keys: ReadonlyArray<Vault.VaultKey>,
        effect: Effect.Effect<A, E, Contents | Gateway | DeliveryReceipts | Send>
      ) =>
        Effect.runPromise(
          Effect.provide(effect, gatewayWith(address, SimulatedLine.layer(), Vault.layer(keys)))
        )
      const manage = <A, E>(
        keys: ReadonlyArray<Vault.VaultKey>,
        use: (keys: typeof Keys.Service) => Effect.Effect<A, E>
      ) =>
        Effect.runPromise(
          Effect.provide(
            Effect.flatMap(Keys, use),
            Layer.provide(layerManagement(Redacted.make(address)), Vault.layer(keys))
          )
        )

      const plain = await within([], sendAll)
      const [first, signs] = await within([old], Effect.all([sendAll, publicKey]))
      const second = await within([fresh, old], sendAll)
      expect(await manage([fresh, old], ({ uses }) => uses)).toEqual(
        expect.arrayContaining([
          { keyId: null, contents: 6, secrets: 1 },
          { keyId: "2025", contents: 6, secrets: 2 },
          { keyId: "2026", contents: 6, secrets: 0 }
        ])
      )
      await expect(within([fresh], sendAll)).rejects.toThrow("the key 2025 is not configured")
      const other = { ...old, key: key("", 3).key }
      await expect(within([fresh, other], sendAll)).rejects.toThrow("encrypted with another key")

      // Without the old key, what it sealed is left as it is.
      const without = await manage([fresh], ({ reseal }) => reseal("root"))
      expect(without).toEqual({ resealed: 7, texts: 0, unreadable: 8 })
      const rest = await manage([fresh, old], ({ reseal }) => reseal("root"))
      expect(rest).toMatchObject({ resealed: 8, unreadable: 0 })
      // What was sent before there was a key.
      expect(rest.texts).toBeGreaterThan(1)
      expect(await manage([fresh], ({ uses }) => uses)).toEqual([
        { keyId: "2026", contents: 18, secrets: 3 }
      ])
      for (const receipt of [plain, first, second]) {
        expect(await within([fresh], read(receipt))).toEqual([1_300_000, 10])
      }
      expect(await within([fresh], publicKey)).toEqual(signs)
    }
  )
}
