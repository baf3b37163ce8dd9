import { Send } from "@faxingcenter/core"
import { decodeSend, receiptOf } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import { json } from "./answers.js"
import { authorized } from "./authorized.js"
import { sendReader } from "./bodyReaders.js"
import { encodeWith } from "./encode.js"
import type { Handler } from "./Handler.js"
import { readBody } from "./readBody.js"
import { acceptedType } from "./requests.js"
import { spoolFor } from "./spool/spoolFor.js"

const encode = {
  "2014-04-03": encodeWith(receiptOf["2014-04-03"]),
  "2014-04-09": encodeWith(receiptOf["2014-04-09"])
}

/** `POST /api/rest/fax/send`: the answer is in the revision of the request. */
export const send: Handler = (request, intake) =>
  authorized(
    request,
    Effect.gen(function* () {
      yield* acceptedType(request, ["application/json"])
      const spool = yield* spoolFor(request, intake)
      const body = yield* readBody(request, intake, sendReader(spool))
      const { fax, revision } = yield* decodeSend(body)
      const service = yield* Send
      // Whole, even if the client has gone meanwhile: half a send would be neither lost nor done.
      const receipt = yield* Effect.uninterruptible(service.send(fax))
      return json(201, yield* encode[revision](receipt))
    }).pipe(Effect.scoped)
  )
