import { Receipt, Send } from "@faxingcenter/core"
import { decodeSend, writeReceipt } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { json } from "./answers.js"
import { authorized } from "./authorized.js"
import { jsonReader, scanningReader } from "./bodyReaders.js"
import { encodeWith } from "./encode.js"
import type { Handler } from "./Handler.js"
import { isSmall, readBody } from "./readBody.js"
import { acceptedType } from "./requests.js"
import { spoolFor } from "./spool/spoolFor.js"

const checked = encodeWith(Schema.typeSchema(Receipt))

/** Hands the fax in a parsed body to the service. */
const taken = (body: unknown) =>
  Effect.flatMap(decodeSend(body), ({ fax, revision }) =>
    Effect.flatMap(Send, (service) =>
      // Whole, even if the client has gone meanwhile: half a send would be neither lost nor done.
      Effect.flatMap(Effect.uninterruptible(service.send(fax)), (receipt) =>
        Effect.map(checked(receipt), (known) => json(201, writeReceipt[revision](known)))
      )
    )
  )

/** `POST /api/rest/fax/send`: the answer is in the revision of the request. */
export const send: Handler = (request, intake) =>
  authorized(
    request,
    Effect.zipRight(
      acceptedType(request, ["application/json"]),
      isSmall(request)
        ? Effect.flatMap(readBody(request, intake, jsonReader), taken)
        : Effect.flatMap(spoolFor(request, intake), (spool) =>
            Effect.flatMap(
              readBody(request, intake, () => scanningReader(spool)),
              taken
            )
          ).pipe(Effect.scoped)
    )
  )
