import { Receipt } from "@faxingcenter/core"
import {
  andThen,
  type DecodedSend,
  decodeSend,
  faxNumberProblem,
  isLater,
  isOver,
  receiptText
} from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Answer } from "../answer/Answer.js"
import { type Failure, jsonText } from "../answer/answers.js"
import { encodeWith } from "../answer/encode.js"
import { jsonReader, scanningReader } from "../body/bodyReaders.js"
import { isSmall, readBody, startReading } from "../body/readBody.js"
import type { FaxServices, Handler, Intake } from "../handler/Handler.js"
import type { Services } from "../handler/Services.js"
import { spoolFor } from "../handler/spoolFor.js"
import type { RouteRequest } from "../request/RouteRequest.js"
import { acceptedType } from "../request/requests.js"

const encode = encodeWith(Schema.typeSchema(Receipt))

const isId = (id: string) => /^[0-9a-f]{32}$/i.test(id)

/** Looked at by hand first: a schema takes ten times as long, to find nothing. */
const checked = (receipt: Receipt): Effect.Effect<Receipt> => {
  const { documentCount, messages, sendId } = receipt
  const fits =
    isId(sendId) &&
    Number.isSafeInteger(documentCount) &&
    documentCount >= 0 &&
    messages.every(
      ({ faxNumber, messageId, status }) =>
        isId(messageId) && faxNumberProblem(faxNumber) === undefined && status === "processing"
    )
  return fits ? Effect.succeed(receipt) : encode(receipt)
}

/** Hands a fax to the service. */
const submitted = (
  { fax, revision }: DecodedSend,
  { send }: Services
): Effect.Effect<Answer, Failure, FaxServices> =>
  andThen(send.submit(fax), (receipt) =>
    andThen(checked(receipt), (known) =>
      Effect.succeed(jsonText(201, receiptText[revision](known)))
    )
  )

/** The same, whole, even if its client has gone: half a send would be neither lost nor done. */
const taken = (decoded: DecodedSend, services: Services) => {
  const taking = submitted(decoded, services)
  return isOver(taking) || isLater(taking) ? taking : Effect.uninterruptible(taking)
}

/** A body that is read when its documents have somewhere to go. */
interface Unread {
  readonly request: RouteRequest
  readonly intake: Intake
}

const readAndTake = ({ intake, request }: Unread, services: Services) =>
  Effect.flatMap(spoolFor(request, intake), (spool) =>
    Effect.flatMap(
      readBody(request, intake, () => scanningReader(spool, intake)),
      (body) =>
        Effect.flatMap(decodeSend(body), (decoded) =>
          Effect.uninterruptible(submitted(decoded, services))
        )
    )
  ).pipe(Effect.scoped)

/** `POST /api/rest/fax/send`: the answer is in the revision of the request. */
export const send: Handler<DecodedSend | Unread> = {
  secured: true,
  read: (request, intake, done) => {
    const type = acceptedType(request, ["application/json"])
    if (Either.isLeft(type)) done(Either.left(type.left))
    else if (!isSmall(request)) done(Either.right({ request, intake }))
    else {
      startReading(
        request,
        intake,
        () => jsonReader(intake),
        (body) => done(Either.flatMap(body, decodeSend))
      )
    }
  },
  answer: (input, services) =>
    "fax" in input ? taken(input, services) : readAndTake(input, services)
}
