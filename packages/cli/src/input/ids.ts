import { MessageId, ReceivedFaxId, SendId } from "@faxingcenter/core"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Words } from "../args/Command.js"
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

/** The word of the commands about one received fax. */
export const receivedIdWord: Words = {
  name: "ID",
  summary: "The id of a received fax, as fax received list prints it",
  min: 1,
  max: 1
}

export const parseReceivedFaxId = (text: string): Either.Either<ReceivedFaxId, UsageError> =>
  Either.mapLeft(
    Schema.decodeUnknownEither(ReceivedFaxId)(text.toLowerCase()),
    () =>
      new UsageError({
        message: `${text} is not the id of a received fax: ids have 32 hexadecimal digits, as fax received list prints them`
      })
  )
