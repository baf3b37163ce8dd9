import { Receipt, Send } from "@faxingcenter/core"
import { decodeSend, writeReceipt } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { json } from "./answers.js"
import { authorized } from "./authorized.js"
import { jsonReader, scanningReader } from "./bodyReaders.js"
import { encodeWith } from "./encode.js"
import type { Handler } from "./Handler.js"
import { isSmall, readBody } from "./readBody.js"
import { acceptedType } from "./requests.js"
import { spoolFor } from "./spoolFor.js"

const checked = encodeWith(Schema.typeSchema(Receipt))

/** Hands the fax in a parsed body to the service. */
const taken = (body: unknown) => {
  const decoded = decodeSend(body)
  if (Either.isLeft(decoded)) return Effect.fail(decoded.left)
  const { fax, revision } = decoded.right
  return Effect.flatMap(Send, (service) =>
    // Whole, even if the client has gone meanwhile: half a send would be neither lost nor done.
    Effect.flatMap(Effect.uninterruptible(service.submit(fax)), (receipt) =>
      Effect.map(checked(receipt), (known) => json(201, writeReceipt[revision](known)))
    )
  )
}

const readAndTake: Handler = (request, intake) => {
  const type = acceptedType(request, ["application/json"])
  if (Either.isLeft(type)) return Effect.fail(type.left)
  if (isSmall(request)) return Effect.flatMap(readBody(request, intake, jsonReader), taken)
  return Effect.flatMap(spoolFor(request, intake), (spool) =>
    Effect.flatMap(
      readBody(request, intake, () => scanningReader(spool)),
      taken
    )
  ).pipe(Effect.scoped)
}

/** `POST /api/rest/fax/send`: the answer is in the revision of the request. */
export const send: Handler = (request, intake) =>
  authorized(
    request,
    Effect.suspend(() => readAndTake(request, intake))
  )
