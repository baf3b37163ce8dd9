import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Rejected } from "../FaxError.js"
import { badRequestAt } from "../model/badRequest.js"
import { isSendId, MessageId, SendId } from "../model/Ids.js"
import { decodeParameters, type Parameters } from "./parameters.js"
import * as routes from "./routes.js"
import { PageParameter } from "./scalars.js"

const names = routes.parameters.status

const message = () => "must be 32 hexadecimal digits"

/** The parameters of a status request: a job, a message, or a message of a job. */
export const WireStatusQuery = Schema.Struct({
  sendId: Schema.optionalWith(SendId.annotations({ message }), { exact: true }).pipe(
    Schema.fromKey(names.sendId)
  ),
  messageId: Schema.optionalWith(MessageId.annotations({ message }), { exact: true }).pipe(
    Schema.fromKey(names.messageId)
  ),
  page: Schema.optionalWith(PageParameter, { exact: true }).pipe(Schema.fromKey(names.page))
}).annotations({ identifier: "WireStatusQuery" })

/** What a status request asks for. */
export type StatusQuery =
  | { readonly messageId: MessageId; readonly sendId?: SendId; readonly page?: number }
  | { readonly messageId?: never; readonly sendId: SendId; readonly page?: number }

const decode = decodeParameters(WireStatusQuery)

/** One job's first page, as most requests ask; a schema takes ten times as long to find nothing wrong with it. */
const jobOf = (parameters: Parameters): StatusQuery | undefined => {
  const id = parameters[names.sendId]
  for (const name in parameters) if (name !== names.sendId) return undefined
  return isSendId(id) ? { sendId: id } : undefined
}

/** Reads the parameters of a status request; a refusal names the one that is wrong or missing. */
export const decodeStatusQuery = (parameters: Parameters): Either.Either<StatusQuery, Rejected> => {
  const job = jobOf(parameters)
  if (job !== undefined) return Either.right(job)
  return Either.flatMap(
    decode(parameters),
    ({ messageId, sendId, ...page }): Either.Either<StatusQuery, Rejected> => {
      if (messageId !== undefined) {
        return Either.right({ messageId, ...(sendId === undefined ? {} : { sendId }), ...page })
      }
      return sendId === undefined
        ? Either.left(badRequestAt("sid", "sid is missing; give the sid of a job or a mid of it"))
        : Either.right({ sendId, ...page })
    }
  )
}
