import { describe, expect, it } from "@effect/vitest"
import { CurrentClient, Status } from "@faxingcenter/core"
import { Pages } from "@faxingcenter/pages"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import { assertReceivedFax, assertReceivedOnly } from "../src/assert.js"
import { createMockServer, Simulation } from "../src/index.js"
import { makeFaxPages } from "../src/pages/FaxPages.js"
import type { ReceivedDocument } from "../src/simulation/Job.js"
import { sendTo } from "./fixtures.js"

/** Counts three pages for a job, and how often it was asked. */
const counting = () => {
  const asked: Array<ReadonlyArray<ReceivedDocument>> = []
  return {
    asked,
    countPages: (documents: ReadonlyArray<ReceivedDocument>) =>
      Effect.promise(async () => {
        asked.push(documents)
        await Promise.resolve()
        return 3
      })
  }
}

/** As a renderer of `@faxingcenter/pages` would be given, with three pages in every document. */
const pages = () => {
  let asked = 0
  const unused = () => Effect.die("not asked for in this test")
  const layer = Layer.succeed(Pages, {
    inspect: () =>
      Effect.promise(async () => {
        asked += 1
        return { type: "pdf" as const, pages: 3 }
      }),
    text: unused,
    convert: unused,
    page: unused,
    preflight: unused,
    preview: unused,
    dots: unused,
    contactSheet: unused
  })
  return { layer, asked: () => asked }
}

describe("the pages of a fax", () => {
  it("are cut off when the mock is closed while they are made, and nothing else comes of it", async () => {
    await using mock = createMockServer()
    await Effect.runPromise(Effect.provide(sendTo("15005550001"), mock.layer))
    const [fax] = mock.faxes()
    if (fax === undefined) throw new Error("it was not taken")
    const unused = () => Effect.die("not asked for in this test")
    // As a worker that is stopped answers those who wait for it.
    const cut = Deferred.unsafeMake<never>(FiberId.none)
    const faxPages = makeFaxPages(
      Layer.scoped(
        Pages,
        Effect.as(
          Effect.addFinalizer(() => Deferred.interrupt(cut)),
          {
            inspect: () => Effect.succeed({ type: "pdf" as const, pages: 100 }),
            page: () => Deferred.await(cut),
            text: unused,
            convert: unused,
            preflight: unused,
            preview: unused,
            dots: unused,
            contactSheet: unused
          }
        )
      )
    )
    const rejections: Array<unknown> = []
    const note = (reason: unknown) => rejections.push(reason)
    process.on("unhandledRejection", note)
    try {
      expect((await faxPages.look(fax)).ok).toBe(true)
      await faxPages.close()
      await new Promise(setImmediate)
      expect(rejections).toEqual([])
    } finally {
      process.off("unhandledRejection", note)
    }
  })

  it.effect("are not counted before the send is answered", () =>
    sendTo("15005550001").pipe(
      Effect.map(({ messages }) => expect(messages).toHaveLength(1)),
      Effect.provide(Simulation.layer({ countPages: () => Effect.never }))
    )
  )

  it.effect("are counted when a status tells of them, once for all who ask", () => {
    const { asked, countPages } = counting()
    return Effect.gen(function* () {
      const { sendId } = yield* sendTo("15005550001", "15005550002", "15005550007")
      const status = yield* Status
      const look = Effect.map(status.ofSend(sendId), ({ messages }) =>
        messages.map((message) => message.pages)
      )
      expect(yield* look).toEqual([undefined, undefined, undefined])
      expect(asked).toHaveLength(0)
      yield* TestClock.adjust("3 seconds")
      const looks = yield* Effect.all([look, look, look], { concurrency: "unbounded" })
      expect(looks).toEqual(Array(3).fill([3, 0, 3]))
      expect(asked).toHaveLength(1)
    }).pipe(
      Effect.provideService(CurrentClient, { clientId: "demo" }),
      Effect.provide(Simulation.layer({ countPages }))
    )
  })

  it("are unknown until somebody has them counted, and say so when they are asked for", async () => {
    const { asked, layer } = pages()
    await using mock = createMockServer({ pages: layer })
    await Effect.runPromise(Effect.provide(sendTo("15005550001"), mock.layer))
    mock.runToEnd()
    expect(mock.faxes()[0]).not.toHaveProperty("pageCount")
    expect(() => mock.faxes({ pageCount: 3 })).toThrow("await countPages() of the mock")
    expect(() => mock.assertReceived({ pageCount: 3 })).toThrow("1 fax(es) have not been counted")
    expect(asked()).toBe(0)
    await mock.countPages()
    expect(mock.faxes({ pageCount: 3 })[0]).toMatchObject({
      pageCount: 3,
      pages: 3,
      attempts: [{ ends: "delivered", pages: 3 }]
    })
    expect(asked()).toBe(1)
  })

  it("are counted by assertions and by waiting, where these are about pages", async () => {
    const { asked, layer } = pages()
    await using mock = createMockServer({ pages: layer })
    const send = Effect.provide(sendTo("15005550001"), mock.layer)
    await Effect.runPromise(send)
    await assertReceivedFax(mock, { number: "15005550001" })
    expect(asked()).toBe(0)
    await assertReceivedFax(mock, { pageCount: 3 })
    await Effect.runPromise(send)
    await assertReceivedOnly(mock, { pageCount: 3 })
    await Effect.runPromise(send)
    expect(await mock.waitFor({ pageCount: 3 }, { count: 3 })).toMatchObject({ ok: true })
    expect(asked()).toBe(3)
  })

  it("are counted by the control API", async () => {
    const { layer } = pages()
    await using mock = createMockServer({ pages: layer })
    await Effect.runPromise(Effect.provide(sendTo("15005550001"), mock.layer))
    mock.runToEnd()
    const ask = async (path: string, body?: unknown) => {
      const answer = await mock.fetch(
        `/_mock${path}`,
        body === undefined
          ? {}
          : {
              method: "POST",
              headers: { "content-type": "application/json" },
              body: JSON.stringify(body)
            }
      )
      return answer.json()
    }
    expect(await ask("/verify", { faxes: [{ fax: { pageCount: 4 } }] })).toMatchObject({
      ok: false,
      discrepancies: [{ nearMisses: [{ fax: { pageCount: 3, pages: 3 } }] }]
    })
    expect(await ask("/faxes?pageCount=3")).toMatchObject({
      faxes: [{ pageCount: 3, pages: 3, attempts: [{ pages: 3 }] }]
    })
  })
})
