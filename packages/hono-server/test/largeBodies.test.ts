import { readdirSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { faxRoutes } from "../src/fax/faxRoutes.js"
import { fileSpool } from "../src/node/index.js"
import { memorySpool } from "../src/spool/memorySpool.js"
import type { OpenSpool } from "../src/spool/Spool.js"
import { makeFake } from "./fakeServices.js"

const megabyte = 1024 * 1024

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "fax-spool-test-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true }))
)

/** Routes over the fake, and a token for them. */
const served = (spool: OpenSpool, bodyLimit?: number) =>
  Effect.gen(function* () {
    const fake = makeFake({ clientOf: () => Effect.succeed({ clientId: "demo" }) })
    const runtime = yield* Effect.acquireRelease(
      Effect.sync(() => ManagedRuntime.make(fake.layer)),
      (runtime) => Effect.promise(() => runtime.dispose())
    )
    const app = faxRoutes({ runtime, spool, ...(bodyLimit === undefined ? {} : { bodyLimit }) })
    const send = (body: ReadableStream<Uint8Array>) =>
      Effect.promise(async () => {
        const request = new Request("http://test/api/rest/fax/send", {
          method: "POST",
          body,
          headers: { authorization: "Bearer t", "content-type": "application/json" },
          duplex: "half"
        })
        const response = await app.request(request)
        const answer: unknown = await response.json()
        return { status: response.status, retryAfter: response.headers.get("retry-after"), answer }
      })
    return { fake, send }
  })

const bytesOf = (size: number, seed: number) =>
  Uint8Array.from({ length: size }, (_, i) => (i * 31 + seed) % 251)

const bodyOf = (files: ReadonlyArray<Uint8Array>) =>
  JSON.stringify({
    receipients: [{ send_to: "018555808797" }],
    documents: files.map((bytes, order) => ({
      file_name: `${order}.pdf`,
      order: String(order),
      file_data: Buffer.from(bytes).toString("base64")
    }))
  })

/** A body in pieces, and without a length. */
const streamOf = (text: string) => {
  const bytes = new TextEncoder().encode(text)
  let at = 0
  return new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (at >= bytes.length) return controller.close()
      controller.enqueue(bytes.slice(at, at + 10_007))
      at += 10_007
    }
  })
}

const spools = {
  memory: Effect.succeed(memorySpool(64 * megabyte)),
  files: Effect.map(folder, fileSpool)
}

for (const [name, openSpool] of Object.entries(spools)) {
  describe(`a large send, kept in ${name}`, () => {
    it.scoped("arrives byte by byte as it was sent, each document its own", () =>
      Effect.gen(function* () {
        const { fake, send } = yield* served(yield* openSpool)
        const files = [bytesOf(700_001, 1), bytesOf(3, 2), bytesOf(1_500_000, 3)]
        const { status } = yield* send(streamOf(bodyOf(files)))
        assert.strictEqual(status, 201)
        const [job] = fake.jobs
        assert.deepStrictEqual(
          job?.documents.map(({ bytes }) => Buffer.compare(bytes, files.shift() ?? bytesOf(0, 0))),
          [0, 0, 0]
        )
      })
    )

    it.scoped("is refused as a small one is", () =>
      Effect.gen(function* () {
        const { send } = yield* served(yield* openSpool, 4 * megabyte)
        const good = bodyOf([bytesOf(2 * megabyte, 1)])
        for (const [body, status, detail] of [
          [good.replace("018555808797", "abc"), 406, "Phone number is invalid"],
          [good.replace('"file_data":"', '"file_data":"!'), 406, "Document Data is missing"],
          [
            good.slice(0, -1),
            400,
            "The body is not valid JSON; look for a missing quote, comma or bracket"
          ],
          [bodyOf([bytesOf(4 * megabyte, 1)]), 413, "The body exceeds the limit of 4194304 bytes"]
        ] as const) {
          const result = yield* send(streamOf(body))
          assert.strictEqual(result.status, status)
          assert.nestedPropertyVal(result.answer, "detail", detail)
        }
        assert.strictEqual((yield* send(streamOf(good))).status, 201)
      })
    )
  })
}

it.scoped("memory for large sends is bounded for all of them together, and freed with each", () =>
  Effect.gen(function* () {
    const { fake, send } = yield* served(memorySpool(2 * megabyte))
    const small = bodyOf([bytesOf(1.5 * megabyte, 1)])
    const refused = yield* send(streamOf(bodyOf([bytesOf(3 * megabyte, 1)])))
    assert.deepStrictEqual([refused.status, refused.retryAfter], [503, "5"])
    for (let i = 0; i < 3; i++) assert.strictEqual((yield* send(streamOf(small))).status, 201)
    assert.strictEqual(fake.jobs.length, 3)
  })
)

it.scoped("a folder that cannot be written to is an answer that says so, and nothing is done", () =>
  Effect.gen(function* () {
    const { fake, send } = yield* served(fileSpool("/nowhere/at/all"))
    const result = yield* send(streamOf(bodyOf([bytesOf(2 * megabyte, 1)])))
    assert.deepStrictEqual([result.status, result.retryAfter], [503, "10"])
    assert.strictEqual(fake.jobs.length, 0)
  })
)

it.scoped("no file is left behind", () =>
  Effect.gen(function* () {
    const path = yield* folder
    const { send } = yield* served(fileSpool(path))
    yield* send(streamOf(bodyOf([bytesOf(2 * megabyte, 1)])))
    yield* send(streamOf(bodyOf([bytesOf(2 * megabyte, 1)]).slice(0, -9)))
    assert.deepStrictEqual(readdirSync(path), [])
  })
)
