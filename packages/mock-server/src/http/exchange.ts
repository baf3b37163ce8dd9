import { routes } from "@faxingcenter/core/wire"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { delayOf } from "../scenario/delayOf.js"
import { type Effects, nameOf, type Operation } from "../scenario/Scenario.js"
import type { Simulation } from "../simulation/Simulation.js"
import type { Tenant } from "../simulation/Tenants.js"
import { bearerOf, clientOf, operationOf, outlineOf } from "./ApiCall.js"
import { type Exchanged, entryOf } from "./entryOf.js"
import { mangle } from "./mangle.js"
import { type Recorded, recorded } from "./recorded.js"
import { elideData } from "./redact.js"
import { shiftPager } from "./shiftPager.js"
import { breakingOff, inPieces } from "./streamed.js"

/** The connection is to break instead of an answer being given. */
export class ConnectionReset extends Data.TaggedError("ConnectionReset") {}

export interface ExchangeOptions {
  readonly simulation: Simulation["Type"]
  /** The service as it is when nothing goes wrong. */
  readonly service: (request: Request) => Promise<Response>
  /** Largest body that is looked at, in bytes. */
  readonly bodyLimit: number
  /** Numbers the exchanges. */
  readonly nextId: () => number
}

/** Small enough to be read before anything else is decided. */
const smallBody = 64 * 1024

/** The pages of a received fax, which are no text. */
const isDocument = (headers: Headers) =>
  /^(image|application\/pdf)\b/.test(headers.get("content-type") ?? "")

/** One request to the API: the service answers it, unless a scenario has it otherwise. */
export const makeExchange = ({
  bodyLimit,
  nextId,
  service,
  simulation
}: ExchangeOptions): ((request: Request) => Effect.Effect<Response, ConnectionReset>) => {
  const { tenants, tokens } = simulation

  const tenantOf = (client: string | undefined): Tenant =>
    (client === undefined ? undefined : tenants.find(client)) ?? tenants.strangers

  /** Whose request it is. A token request says so in its body, which is read for that. */
  const callerOf = (original: Request, operation: Operation | undefined, body: Recorded) =>
    Effect.gen(function* () {
      if (operation !== "oauth") {
        const issued = tokens.find(bearerOf(original.headers) ?? "")
        return { tenant: issued?.tenant ?? tenants.strangers, request: body.request }
      }
      const request = yield* Effect.promise(body.whole)
      const client = clientOf(original.headers, body.text())
      if (client !== undefined && simulation.mayCome(client))
        yield* Effect.either(tenants.of(client))
      return { tenant: tenantOf(client), request: () => request }
    })

  /** What the service answers, once the scenario lets it. */
  const answerTo = Effect.fn("Mock.answer")(function* (
    effects: Effects,
    body: Recorded,
    request: () => Request
  ) {
    if (effects.reset === "before_body") {
      yield* Effect.promise(body.cancel)
      return undefined
    }
    if (effects.reset === "after_body" || effects.answer !== undefined) {
      yield* Effect.promise(body.drain)
      if (effects.answer === undefined) return undefined
      const { body: content, headers, status } = effects.answer
      const isText = content === undefined || typeof content === "string"
      return {
        status,
        headers: new Headers({
          "content-type": isText ? "text/plain" : "application/json",
          ...headers
        }),
        text: isText ? (content ?? "") : JSON.stringify(content)
      }
    }
    const answer = yield* Effect.promise(() => service(request()))
    const { headers, status } = answer
    if (isDocument(headers)) {
      const bytes = yield* Effect.promise(() => answer.arrayBuffer())
      return { status, headers, text: `(${bytes.byteLength} bytes)`, bytes }
    }
    const text = yield* Effect.promise(() => answer.text())
    return { status, headers, text }
  })

  return Effect.fn("Mock.exchange")(function* (original: Request) {
    const began = yield* Clock.currentTimeMillis
    const url = new URL(original.url)
    const operation = operationOf(url.pathname)
    const body = recorded(original, operation === "send" ? bodyLimit : smallBody)
    const caller = yield* callerOf(original, operation, body)
    const { client, inbox, journal, scenarios } = caller.tenant
    let { request } = caller

    let outline = outlineOf("")
    if (operation === "send" && scenarios.needsBody) {
      const whole = yield* Effect.promise(body.whole)
      request = () => whole
      outline = outlineOf(body.text())
    }
    if (operation === "search") {
      outline = { numbers: url.searchParams.getAll(routes.parameters.search.number), documents: [] }
    }
    const scenario =
      operation === undefined ? undefined : scenarios.forRequest({ operation, ...outline })
    const effects = scenario?.do ?? {}

    if (effects.delay !== undefined) {
      yield* Effect.sleep(delayOf(effects.delay, () => scenarios.chance()))
    }
    if (effects.expireTokens) tokens.expire(client)
    if (effects.shiftPager !== undefined)
      yield* shiftPager(simulation, caller.tenant, url, effects.shiftPager)
    const answer = yield* answerTo(effects, body, request)
    const sent = answer === undefined ? undefined : mangle(effects.mangle, answer.text)

    const id = nextId()
    const exchanged: Exchanged = {
      client,
      operation,
      at: inbox.now(began),
      millis: (yield* Clock.currentTimeMillis) - began,
      method: original.method,
      target: url.pathname + url.search,
      headers: original.headers,
      body: elideData(body.text()),
      answer:
        answer === undefined || sent === undefined || effects.reset !== undefined
          ? undefined
          : { status: answer.status, headers: answer.headers, body: sent },
      receipt: answer?.status === 201 ? answer.text : undefined,
      scenario: scenario && nameOf(scenario)
    }
    journal.add({ make: () => entryOf(id, exchanged) })

    if (answer === undefined || sent === undefined || effects.reset !== undefined) {
      return yield* new ConnectionReset()
    }
    const headers = new Headers(answer.headers)
    // The answer to HEAD has the length that GET would have (RFC 9110, 9.3.2), and no content.
    const hasContent = original.method !== "HEAD" && ![204, 304].includes(answer.status)
    if (hasContent) headers.delete("content-length")
    const init = { status: answer.status, headers }
    if (effects.mangle === "broken_off") return breakingOff(sent, init)
    if (effects.slow !== undefined) return new Response(inPieces(sent, effects.slow), init)
    const content = "bytes" in answer ? answer.bytes : sent
    return new Response(hasContent ? content : null, init)
  })
}
