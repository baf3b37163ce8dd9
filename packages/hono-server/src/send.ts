import { Send } from "@faxingcenter/core"
import { decodeSend, receiptOf } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import { json } from "./answers.js"
import { authorized } from "./authorized.js"
import { sendReader } from "./bodyReaders.js"
import { encodeWith } from "./encode.js"
import type { Handler } from "./Handler.js"
import { declaredLength, readBody } from "./readBody.js"
import { acceptedType } from "./requests.js"
import { memorySpool } from "./spool/memorySpool.js"

const encode = {
  "2014-04-03": encodeWith(receiptOf["2014-04-03"]),
  "2014-04-09": encodeWith(receiptOf["2014-04-09"])
}

/** Bytes: the documents of a body up to here stay in memory. */
const heldBody = 1024 * 1024

const held = memorySpool(Number.POSITIVE_INFINITY)

/** `POST /api/rest/fax/send`: the answer is in the revision of the request. */
export const send: Handler = (request, intake) =>
  authorized(
    request,
    Effect.gen(function* () {
      yield* acceptedType(request, ["application/json"])
      const isHeld = (declaredLength(request) ?? Number.POSITIVE_INFINITY) <= heldBody
      const spool = yield* isHeld ? held : intake.spool
      const body = yield* readBody(request, intake, sendReader(spool))
      const { fax, revision } = yield* decodeSend(body)
      const service = yield* Send
      // Whole, even if the client has gone meanwhile: half a send would be neither lost nor done.
      const receipt = yield* Effect.uninterruptible(service.send(fax))
      return json(201, yield* encode[revision](receipt))
    }).pipe(Effect.scoped)
  )
