import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"

/** What a server has said of its line beside a token: gateways name it, the vendor and the mock do not. */
export interface ServerLine {
  /** `simulated`, `faxingcenter`, `hylafax`; `undefined` for what is no gateway. */
  transport: string | undefined
}

/** Notes what the answers say of the line. */
export const noteLine = (line: ServerLine) => (client: HttpClient.HttpClient) =>
  HttpClient.tap(client, ({ headers }) =>
    Effect.sync(() => {
      line.transport = headers["fax-transport"] ?? line.transport
    })
  )
