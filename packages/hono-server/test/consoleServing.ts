import { assert } from "@effect/vitest"
import { CurrentClient, Document, FaxNumber, Send, SendFax } from "@faxingcenter/core"
import {
  Capacity,
  Clients,
  CurrentWebhookSettings,
  Events,
  isMessageEvent,
  layerSqlite,
  parseNetworks,
  Vault
} from "@faxingcenter/gateway"
import { type OperatorRole, Operators, Supervision } from "@faxingcenter/gateway/manage"
import { Transport } from "@faxingcenter/gateway/transport"
import { NoSuchPage, Pages } from "@faxingcenter/pages"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { consoleRoutes } from "../src/console/index.js"

/** A line on which a number that ends in 1 answers, one that ends in 9 stays engaged, and the others are lost. */
const Line = Layer.succeed(Transport, {
  name: "test",
  refusesTestNumbers: false,
  dial: ({ number }) =>
    number.endsWith("1")
      ? Effect.succeed({ _tag: "Delivered", pages: 1 } as const)
      : number.endsWith("9")
        ? Effect.never
        : Effect.succeed({ _tag: "Never", detail: "the line lost it" } as const),
  find: () => Effect.succeed({ _tag: "Never", detail: "the line lost it" } as const),
  hangUp: () => Effect.void,
  forget: () => Effect.void
})

/** A black square as PNG, of 16 pixels a side. */
const dot = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAAAAAA6mKC9AAAADUlEQVR4nGNgGAXIAAABEAABoJMRpQAAAABJRU5ErkJggg==",
  "base64"
)
const notAsked = () => Effect.dieMessage("not asked for")

/** Each document has one page, a dot. */
const Renderer = Layer.succeed(
  Pages,
  Pages.of({
    inspect: () => Effect.succeed({ type: "text", pages: 1 }),
    page: (documents, page) =>
      page > documents.length
        ? Effect.fail(new NoSuchPage({ page }))
        : Effect.succeed({
            page: {
              number: page,
              fileName: documents[page - 1]?.fileName ?? "",
              documentPage: 1,
              width: 1,
              rows: 1,
              bytes: 1,
              seconds: 1,
              black: 1
            },
            tiff: new Uint8Array(),
            findings: []
          }),
    preview: () => Effect.succeed(dot),
    text: notAsked,
    convert: notAsked,
    preflight: notAsked,
    dots: notAsked,
    contactSheet: notAsked
  })
)

const services = layerSqlite(":memory:").pipe(
  Layer.provide([
    Line,
    Renderer,
    Layer.succeed(CurrentWebhookSettings, {
      networks: parseNetworks(["127.0.0.0/8"]),
      timeout: Duration.seconds(5),
      atOnce: 64
    }),
    Vault.layerPlain,
    Layer.succeed(Capacity, { lines: 4, drain: 0 })
  ]),
  Layer.orDie
)

const origin = "http://localhost"

/** The token that the forms of a page carry. */
export const csrfOf = (page: string) => /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ""

/** An answer, read to its end. */
interface Answer {
  readonly status: number
  readonly headers: Pick<Headers, "get">
  readonly text: string
}

/** A console over a gateway in memory, and a client that sends through it. */
export const gatewayConsole = Effect.gen(function* () {
  const runtime = yield* Effect.acquireRelease(
    Effect.sync(() => ManagedRuntime.make(services)),
    (running) => running.disposeEffect
  )
  const app = consoleRoutes({ runtime, hosts: ["fax.example.com"] })
  const within = <A, E>(
    work: Effect.Effect<A, E, ManagedRuntime.ManagedRuntime.Context<typeof runtime>>
  ) => Effect.promise(() => runtime.runPromise(work))

  const request = (path: string, init: RequestInit = {}) =>
    Effect.promise(async (): Promise<Answer> => {
      const answer = await app.request(`${origin}/console${path}`, init)
      const text = await answer.text()
      assert.notInclude(text, "_tag")
      return { status: answer.status, headers: answer.headers, text }
    })

  const signIn = (key: string, headers = {}) =>
    request("/sign-in", {
      method: "POST",
      headers: { origin, ...headers },
      body: new URLSearchParams({ key })
    })

  /** Somebody of this role at a browser of theirs. */
  const operator = (name: string, role: OperatorRole) =>
    Effect.gen(function* () {
      const key = Redacted.value(
        yield* within(
          Effect.flatMap(Operators, (operators) => operators.add({ name, role }, "test"))
        )
      )
      const cookie = (yield* signIn(key)).headers.get("set-cookie")?.split(";")[0] ?? ""
      const get = (path: string) => request(path, { headers: { cookie } })
      const post = (path: string, fields: Record<string, string>, headers = {}) =>
        request(path, {
          method: "POST",
          headers: { origin, cookie, ...headers },
          body: new URLSearchParams(fields)
        })
      return {
        name,
        key,
        cookie,
        get,
        post,
        /** Sends a form as the page of the console has it. */
        act: (path: string, fields: Record<string, string>) =>
          Effect.flatMap(get("/queue"), ({ text }) => post(path, { csrf: csrfOf(text), ...fields }))
      }
    })

  const { clientId } = yield* within(
    Effect.flatMap(Clients, (clients) => clients.add({ name: "billing" }, "test"))
  )
  /** Sends a fax, and waits for the state. */
  const sent = (number: string, until: string) =>
    within(
      Effect.gen(function* () {
        const { submit } = yield* Send
        const { messages } = yield* submit(
          yield* SendFax.make({
            recipients: [{ number: FaxNumber.make(number), reference: `ref ${number}` }],
            documents: [Document.fromBytes("a.txt", new TextEncoder().encode("Hello"))]
          })
        )
        const id = messages[0]?.messageId
        if (id === undefined) return yield* Effect.dieMessage("no message")
        const events = yield* Events
        yield* events.stream(undefined).pipe(
          Stream.filter(isMessageEvent),
          Stream.filter(({ messageId }) => messageId === id),
          Stream.takeUntil(({ happening }) => happening._tag === until),
          Stream.runDrain
        )
        return id
      }).pipe(Effect.provideService(CurrentClient, { clientId }))
    )
  const stateOf = (id: Effect.Effect.Success<ReturnType<typeof sent>>) =>
    within(Effect.flatMap(Supervision, ({ message }) => message(id)))
  return { app, clientId, operator, request, sent, signIn, stateOf, within }
})
