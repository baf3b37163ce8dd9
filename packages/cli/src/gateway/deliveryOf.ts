import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { routes } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { httpClient } from "../settings/client.js"

const Readiness = Schema.Struct({
  transport: Schema.String,
  delivering: Schema.Boolean,
  queue: Schema.String,
  line: Schema.String
})

const problem = (message: string) => new CommandFailed({ exitCode: exitCodes.unavailable, message })

/** Whether a gateway calls, as its `/readyz` says: in words if it does, a failure if not. */
export const deliveryOf = (baseUrl: string): Effect.Effect<string, CommandFailed> =>
  Effect.gen(function* () {
    const answer = yield* HttpClient.get(baseUrl.replace(/\/+$/, "") + routes.server.readyz.path)
    const found = yield* HttpClientResponse.schemaBodyJson(Readiness)(answer)
    const { delivering, line, queue, transport } = found
    const state = `transport ${transport}, queue ${queue}, line ${line}`
    if (!delivering) {
      return yield* problem(`faxes are accepted, but not called: ${state}; fax queue show says why`)
    }
    return transport === "simulated" ? `${state}: no calls are made` : state
  }).pipe(
    Effect.scoped,
    Effect.catchTags({
      ParseError: () => problem("the gateway does not say whether it calls"),
      RequestError: ({ message }) => problem(message),
      ResponseError: ({ message }) => problem(message)
    }),
    Effect.timeoutFail({
      duration: "10 seconds",
      onTimeout: () => problem("the gateway does not say in time whether it calls")
    }),
    Effect.provide(httpClient)
  )
