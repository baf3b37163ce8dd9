import { connect } from "node:net"
import { assert, it } from "@effect/vitest"
import { FaxNumber, MessageId } from "@faxingcenter/core"
import { Events, type GatewayEvent } from "@faxingcenter/gateway"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { serveNode } from "../src/node/index.js"
import { gatewayOf, services } from "./gatewayServing.js"

const event: GatewayEvent = {
  id: "0".repeat(32),
  place: "0-1",
  at: DateTime.unsafeMake(0),
  client: 1,
  messageId: MessageId.make("1".repeat(32)),
  faxNumber: FaxNumber.make("13862345678"),
  reference: "r".repeat(100_000),
  happening: { _tag: "Calling", attempt: 1 }
}

const unread = 4
/** All that a client may have. */
const most = 16

it.scopedLive("event streams that nobody reads are closed, and their places are free again", () =>
  Effect.gen(function* () {
    const ended = yield* Deferred.make<void>()
    let left = unread
    /** So much happens that no system keeps all of it for who does not read. */
    const busy = Layer.succeed(
      Events,
      Events.of({
        after: () => Effect.succeed([event]),
        newest: Effect.succeed(undefined),
        placeOf: () => Effect.succeed(undefined),
        stream: () =>
          Stream.ensuring(
            Stream.repeatValue(event),
            Effect.suspend(() => {
              left -= 1
              return left === 0 ? Deferred.succeed(ended, undefined) : Effect.void
            })
          )
      })
    )
    const { app, token } = yield* gatewayOf(Layer.merge(services, busy))
    const { port } = yield* serveNode(app, { answerTimeout: "50 millis" })
    const path = "/gateway/v1/events"
    for (let i = 0; i < unread; i++) {
      const socket = yield* Effect.acquireRelease(
        Effect.sync(() => connect(port, "127.0.0.1")),
        (open) => Effect.sync(() => open.destroy())
      )
      socket.on("error", () => undefined)
      socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\n\r\n`)
    }
    yield* Deferred.await(ended)
    const headers = { authorization: `Bearer ${token}` }
    for (let i = 0; i < most; i++) {
      const answer = yield* Effect.promise(async () => app.request(path, { headers }))
      assert.strictEqual(answer.status, 200)
    }
  })
)
