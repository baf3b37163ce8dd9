import { MessageId, SendId } from "@faxingcenter/core"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { UsageError } from "../UsageError.js"

const hint = "ids have 32 hexadecimal digits, as fax send prints them"

export const parseSendId = (text: string): Either.Either<SendId, UsageError> =>
  Either.mapLeft(
    Schema.decodeUnknownEither(SendId)(text),
    () => new UsageError({ message: `${text} is not a send id: ${hint}` })
  )

export const parseMessageId = (text: string): Either.Either<MessageId, UsageError> =>
  Either.mapLeft(
    Schema.decodeUnknownEither(MessageId)(text),
    () => new UsageError({ message: `${text} is not a message id: ${hint}` })
  )
