import type * as Effect from "effect/Effect"
import * as Struct from "effect/Struct"
import type { Answer } from "../answer/Answer.js"
import type { Failure } from "../answer/answers.js"
import type { FaxServices, Intake } from "../handler/Handler.js"
import { endpoints } from "../openApi/endpoints.js"
import type { DirectRequest } from "../request/RouteRequest.js"
import { type ContractCall, calling, type ServicesIn } from "./calling.js"
import type { FaxRoutesOptions } from "./faxRoutes.js"
import { oauth } from "./oauth.js"
import { search } from "./search.js"
import { send } from "./send.js"
import { status } from "./status.js"

/** What a server says beside a token. */
export type WithToken = (
  answer: Effect.Effect<Answer, Failure, FaxServices>
) => Effect.Effect<Answer, Failure, FaxServices>

/** What is done around every call, such as measuring it. */
export type Around = (method: string, path: string) => (call: ContractCall) => ContractCall

/** The calls of the contract, each with the method and the path that it is made by. */
export const faxCalls = (
  { contextOf, immediate, runtime }: Pick<FaxRoutesOptions, "contextOf" | "immediate" | "runtime">,
  withToken: WithToken,
  around?: Around,
  servicesIn?: ServicesIn
) => {
  const call = calling(runtime, contextOf, immediate, servicesIn)
  const calls: Record<keyof typeof endpoints, ContractCall> = {
    oauth: call(
      { ...oauth, answer: (input, services) => withToken(oauth.answer(input, services)) },
      "finish"
    ),
    send: call(send, "finish"),
    status: call(status, "interrupt"),
    search: call(search, "interrupt")
  }
  return Struct.entries(calls).map(([name, made]) => {
    const { method, path } = endpoints[name]
    return { ...endpoints[name], call: around === undefined ? made : around(method, path)(made) }
  })
}

/**
 * Answers calls of the contract only. `onBody` is told the body, if it is small and text.
 */
export type Direct = (
  request: DirectRequest,
  onBody?: (body: Uint8Array) => void
) => Answer | Promise<Answer> | undefined

/** The calls of the contract for a server that asks them before anything else. */
export const directCalls = (calls: ReturnType<typeof faxCalls>, usual: Intake): Direct => {
  const byPath = new Map(calls.map(({ call, method, path }) => [path as string, { call, method }]))
  return (request, onBody) => {
    const { url } = request
    const query = url.indexOf("?")
    const found = byPath.get(query < 0 ? url : url.slice(0, query))
    return found === undefined || found.method !== request.method
      ? undefined
      : found.call(request, onBody === undefined ? usual : { ...usual, onBody })
  }
}
