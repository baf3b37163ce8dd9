import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { at, form, gateway, idOf, later } from "./gatewayServing.js"

/** Two clients, each with a webhook and a fax that was canceled, and both of them told of. */
const both = Effect.gen(function* () {
  const { app, call, login, token } = yield* gateway
  const other = yield* login()
  const act = (as: typeof call) =>
    Effect.gen(function* () {
      const url = JSON.stringify({ url: "https://example.invalid/" })
      yield* as("POST", "/gateway/v1/webhooks", url)
      const to = form({ to: "13862345678", sendAt: later() })
      const id = idOf(yield* as("POST", "/gateway/v1/faxes", to))
      yield* as("POST", `/gateway/v1/messages/${id}/cancel`)
      return id
    })
  const ids = [yield* act(call), yield* act(other)] as const
  const posts = (as: typeof call) =>
    Effect.map(as("GET", "/gateway/v1/webhooks/deliveries"), ({ json }) =>
      at(json, "deliveries") instanceof Array ? (at(json, "deliveries") as Array<unknown>) : []
    )
  for (const as of [call, other]) {
    yield* Effect.repeat(
      Effect.zipLeft(
        posts(as),
        Effect.promise(() => new Promise(setImmediate))
      ),
      {
        until: (found) => found.length > 0
      }
    )
  }
  return { app, token, call, other, ids, posts }
})

describe("a client", () => {
  it.scopedLive("hears nothing of others in its event stream", () =>
    Effect.gen(function* () {
      const { app, ids, other, token } = yield* both
      const read = (as: string) =>
        Effect.promise(async () => {
          const response = await app.request("/gateway/v1/events", {
            headers: { authorization: `Bearer ${as}`, "last-event-id": "0-0" }
          })
          const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
          let text = ""
          while (!text.includes("message.failed")) text += (await reader?.read())?.value ?? ""
          // What is there of others would have come with it: it is read in one page.
          text += await Promise.race([
            reader?.read().then(({ value }) => value ?? ""),
            new Promise<string>((resolve) => setImmediate(() => resolve("")))
          ])
          await reader?.cancel()
          return text
        })
      const text = yield* read(token)
      assert.include(text, ids[0])
      assert.notInclude(text, ids[1])
      void other
    })
  )

  it.scopedLive("sees no webhooks of others in its log, and replays none of theirs", () =>
    Effect.gen(function* () {
      const { call, ids, other, posts } = yield* both
      const [mine, theirs] = [yield* posts(call), yield* posts(other)]
      assert.deepStrictEqual(
        [mine, theirs].map((list) => list.map((post) => at(post, "messageId"))),
        [[ids[0]], [ids[1]]]
      )
      const replay = (as: typeof call, post: unknown) =>
        as("POST", `/gateway/v1/webhooks/deliveries/${at(post, "id")}/replay`)
      assert.strictEqual((yield* replay(call, theirs[0])).status, 404)
      assert.strictEqual((yield* replay(call, mine[0])).status, 204)
      assert.strictEqual((yield* replay(other, theirs[0])).status, 204)
    })
  )

  it.scopedLive("cannot go on from an event of others", () =>
    Effect.gen(function* () {
      const { call, other } = yield* both
      const log = yield* call("GET", "/gateway/v1/audit")
      const theirs = yield* other("GET", "/gateway/v1/audit")
      const subjects = (answer: typeof log) =>
        (at(answer.json, "entries") as ReadonlyArray<unknown>).map((entry) => at(entry, "subject"))
      for (const subject of subjects(log)) assert.notInclude(subjects(theirs), subject)
    })
  )
})
