import {
  Document,
  FaxError,
  type Introspection,
  Receive,
  ReceivedFax,
  ReceivedFaxId,
  ReceivedList
} from "@faxingcenter/core"
import {
  decodeReceivedDocumentQuery,
  decodeReceivedQuery,
  parametersOf,
  receivedContentType
} from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { HonoRequest } from "hono"
import type { Answer } from "../answer/Answer.js"
import { type Failure, json } from "../answer/answers.js"
import { encodeWith } from "../answer/encode.js"
import { shortBody } from "../body/shortBody.js"
import { authorized } from "../handler/authorized.js"
import type { Intake } from "../handler/Handler.js"
import { queryOf } from "../request/requests.js"
import { MarkReadRequest, type receivedEndpoints } from "./receivedEndpoints.js"

/** What the routes of received faxes are a face of. */
export type ReceivedServices = Introspection | Receive

type ReceivedHandler = (
  request: HonoRequest,
  intake: Intake
) => Effect.Effect<Answer | Response, Failure, ReceivedServices>

const encodeFax = encodeWith(ReceivedFax)
const encodeList = encodeWith(ReceivedList)
const decodeId = Schema.decodeUnknown(ReceivedFaxId)

/** The fax that the address names. */
export const receivedIdOf = (request: HonoRequest) => {
  const id = request.param("id") ?? ""
  return Effect.mapError(
    decodeId(id),
    () => new FaxError.NotFound({ culprit: id, detail: "There is no such received fax" })
  )
}

/** An endpoint of one fax, which is shown as it then is. */
const showing =
  (
    act: (
      receive: typeof Receive.Service,
      id: ReceivedFaxId,
      request: HonoRequest,
      intake: Intake
    ) => Effect.Effect<ReceivedFax, Failure>
  ): ReceivedHandler =>
  (request, intake) =>
    authorized(
      request,
      Effect.gen(function* () {
        const id = yield* receivedIdOf(request)
        return json(200, yield* encodeFax(yield* act(yield* Receive, id, request, intake)))
      })
    )

const list: ReceivedHandler = (request) =>
  authorized(
    request,
    Effect.gen(function* () {
      const query = yield* decodeReceivedQuery(yield* parametersOf(queryOf(request)))
      const receive = yield* Receive
      return json(200, yield* encodeList(yield* receive.list(query)))
    })
  )

const document: ReceivedHandler = (request) =>
  authorized(
    request,
    Effect.gen(function* () {
      const id = yield* receivedIdOf(request)
      const asked = yield* decodeReceivedDocumentQuery(yield* parametersOf(queryOf(request)))
      const receive = yield* Receive
      const found = yield* receive.document(id, asked)
      const bytes = yield* Document.readBytes(found)
      return new Response(Uint8Array.from(bytes), {
        headers: {
          "content-type": receivedContentType[asked.format ?? "tiff"],
          "content-length": String(bytes.length),
          "content-disposition": `attachment; filename="${found.fileName}"`,
          "x-content-type-options": "nosniff",
          "cache-control": "private, no-store"
        }
      })
    })
  )

const remove: ReceivedHandler = (request) =>
  authorized(
    request,
    Effect.gen(function* () {
      const receive = yield* Receive
      yield* receive.remove(yield* receivedIdOf(request))
      return new Response(null, { status: 204 })
    })
  )

/** What answers each endpoint. */
export const receivedHandlers = {
  receivedFaxes: list,
  receivedFax: showing((receive, id) => receive.get(id)),
  receivedDocument: document,
  markReceivedRead: showing((receive, id, request, intake) =>
    Effect.flatMap(shortBody(request, intake, MarkReadRequest), ({ read }) =>
      receive.markRead(id, read)
    )
  ),
  redeliverReceived: showing((receive, id) => receive.redeliver(id)),
  removeReceived: remove
} satisfies Record<keyof typeof receivedEndpoints, ReceivedHandler>
