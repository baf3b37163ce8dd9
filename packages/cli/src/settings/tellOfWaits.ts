import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { routes } from "@faxingcenter/core/wire"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { tellLine } from "../terminal/output.js"

/** Whether a person looks on who would rather know than wait in silence. */
export class SomebodyLooksOn extends Context.Reference<SomebodyLooksOn>()("fax/SomebodyLooksOn", {
  defaultValue: () => false
}) {}

/** So long nobody wonders. */
const noticeAfter = "3 seconds"

const isSend = ({ url }: HttpClientRequest.HttpClientRequest) =>
  url.endsWith(routes.contract.send.path)

/** Says on stderr that the service has not answered yet, and which try that is. */
export const tellOfWaits = (host: string) => (client: HttpClient.HttpClient) => {
  let failed = 0
  return HttpClient.transform(client, (answer, request) => {
    // An upload has a progress bar of its own, and one try.
    if (isSend(request)) return answer
    const which = failed === 0 ? "" : ` (try ${failed + 1})`
    const notice = Effect.sleep(noticeAfter).pipe(
      Effect.zipRight(tellLine(`Waiting for an answer from ${host}${which}`)),
      Effect.zipRight(Effect.never)
    )
    return Effect.raceFirst(answer, notice).pipe(
      Effect.onExit((exit) =>
        Effect.sync(() => {
          failed = Exit.isSuccess(exit) ? 0 : failed + 1
        })
      )
    )
  })
}
