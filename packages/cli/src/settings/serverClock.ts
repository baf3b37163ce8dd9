import * as HttpClient from "@effect/platform/HttpClient"
import { routes } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import { connectionHint } from "../connectionHint.js"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { httpClient } from "./client.js"

const unreachable = (message: string) =>
  new CommandFailed({ exitCode: exitCodes.unavailable, message })

const codeOf = ({ cause }: { readonly cause?: unknown }): string => {
  if (!(cause instanceof Error)) return "the connection broke"
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message
}

/** What a server thinks the time is, in epoch milliseconds, if it says so. Any answer will do. */
export const serverClock = (baseUrl: string): Effect.Effect<number | undefined, CommandFailed> =>
  HttpClient.get(`${baseUrl.replace(/\/+$/, "")}${routes.contract.oauth.path}`).pipe(
    Effect.map(({ headers }) => Date.parse(headers.date ?? "")),
    Effect.map((date) => (Number.isNaN(date) ? undefined : date)),
    Effect.mapError((error) => {
      const code = codeOf(error)
      return unreachable(connectionHint(code, baseUrl) ?? code)
    }),
    Effect.timeoutFail({
      duration: "10 seconds",
      onTimeout: () => unreachable(connectionHint("ETIMEDOUT", baseUrl) ?? "ETIMEDOUT")
    }),
    Effect.provide(httpClient)
  )
