import type * as Effect from "effect/Effect"
import * as Struct from "effect/Struct"
import type { Answer } from "./Answer.js"
import type { Failure } from "./answers.js"
import { endpoints } from "./endpoints.js"
import type { FaxRoutesOptions } from "./faxRoutes.js"
import type { FaxServices, Handler, Intake } from "./Handler.js"
import { oauth } from "./oauth.js"
import type { DirectRequest, RouteRequest } from "./RouteRequest.js"
import { search } from "./search.js"
import { send } from "./send.js"
import { answering } from "./serve.js"
import { status } from "./status.js"

const handlers = { oauth, send, status, search } satisfies Record<keyof typeof endpoints, Handler>

/** Answers a call of the contract. */
type Call = (request: RouteRequest, intake: Intake) => Answer | Promise<Answer>

/** What a server says beside a token. */
export type WithToken = (
  answer: Effect.Effect<Answer, Failure, FaxServices>
) => Effect.Effect<Answer, Failure, FaxServices>

/** The calls of the contract, each with the method and the path it is made by. */
export const faxCalls = (
  { contextOf, runtime }: Pick<FaxRoutesOptions, "contextOf" | "runtime">,
  withToken: WithToken
) =>
  Struct.entries({
    ...handlers,
    oauth: (request: RouteRequest, intake: Intake) => withToken(oauth(request, intake))
  }).map(([name, handler]) => {
    const { method, path } = endpoints[name]
    const onDisconnect = method === "GET" ? "interrupt" : "finish"
    const call: Call = answering(runtime, handler, onDisconnect, contextOf)
    return { call, method, path }
  })

/** Answers what is a call of the contract, and nothing else. */
export type Direct = (
  request: DirectRequest,
  intake?: Intake
) => Answer | Promise<Answer> | undefined

/** The calls of the contract for a server that asks them before anything else. */
export const directCalls = (calls: ReturnType<typeof faxCalls>, usual: Intake): Direct => {
  const byPath = new Map(calls.map(({ call, method, path }) => [path as string, { call, method }]))
  return (request, intake = usual) => {
    const { url } = request
    const query = url.indexOf("?")
    const found = byPath.get(query < 0 ? url : url.slice(0, query))
    return found === undefined || found.method !== request.method
      ? undefined
      : found.call(request, intake)
  }
}
