import { HttpClient, HttpClientRequest } from "@effect/platform"
import { FaxClient, type FaxClientOptions } from "@faxingcenter/core"
import { Schedule } from "effect"

/** The client as this app has it: more patient than the default, and with the app's name on it. */
export const faxLayer = (
  account: Pick<FaxClientOptions, "baseUrl" | "clientId" | "clientSecret">
) =>
  FaxClient.layer({
    ...account,
    revision: "2014-04-09",
    retry: Schedule.exponential("100 millis").pipe(Schedule.intersect(Schedule.recurs(5))),
    transformClient: HttpClient.mapRequest(HttpClientRequest.setHeader("user-agent", "orders/1.0"))
  })
