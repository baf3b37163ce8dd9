import { randomBytes } from "node:crypto"
import { MessageId, ReceivedFaxId, SendId } from "@faxingcenter/core"

/**
 * 32 hex digits: 12 of the time of acceptance in milliseconds, 12 at random, 8 of the place of the
 * recipient from 1, 0 for the job itself. So ids sort by time, a range of time is a range of ids, and
 * the messages of a job are the ids that follow its own.
 */
const timeDigits = 12
const placeDigits = 8

const hex = (n: number, digits: number) => n.toString(16).padStart(digits, "0")

// One call for many ids: a system call for each costs more than everything else about it.
let pool = ""
const random = (digits: number): string => {
  if (pool.length < digits) pool = randomBytes(3072).toString("hex")
  const taken = pool.slice(0, digits)
  pool = pool.slice(digits)
  return taken
}

/** The id of a job that is accepted at this time. */
export const newSendId = (epochMillis: number): SendId =>
  SendId.make(hex(epochMillis, timeDigits) + random(timeDigits) + hex(0, placeDigits), {
    disableValidation: true
  })

/** The message to the recipient at this place, from 0. */
export const messageIdOf = (sendId: SendId, place: number): MessageId =>
  MessageId.make(sendId.slice(0, -placeDigits) + hex(place + 1, placeDigits), {
    disableValidation: true
  })

export const sendIdOf = (messageId: MessageId): SendId =>
  SendId.make(messageId.slice(0, -placeDigits) + hex(0, placeDigits), { disableValidation: true })

/** The id of a fax that came in at this time. */
export const newReceivedFaxId = (epochMillis: number): ReceivedFaxId =>
  ReceivedFaxId.make(hex(epochMillis, timeDigits) + random(32 - timeDigits), {
    disableValidation: true
  })

/** After every message of the job: `:` comes after `9` and `f` after it would be an id. */
export const pastMessagesOf = (sendId: SendId): string => `${sendId.slice(0, -placeDigits)}g`

/** The time in front of any id here, in milliseconds since 1970. */
export const timeOf = (id: string): number => Number.parseInt(id.slice(0, timeDigits), 16)

/** Milliseconds since 1970. */
export const acceptedAtOf = (id: SendId | MessageId): number => timeOf(id)

/** The least id that may have been accepted at this time; it is in no row. */
export const firstIdAt = (epochMillis: number): string => hex(Math.max(0, epochMillis), timeDigits)

/** Where the parts of a document are; the time in front keeps the newest together. */
export const newContentId = (epochMillis: number): string =>
  hex(epochMillis, timeDigits) + random(timeDigits)

/**
 * What an event is called in the world: the time in milliseconds, and 80 bits at random, so that no other has
 * the same, of whatever gateway, before or after whatever backup was put in the place of its database.
 */
export const newEventName = (epochMillis: number): string =>
  hex(epochMillis, timeDigits) + random(32 - timeDigits)

/** A short secret-free name for something made here: a content, a node, a revision. */
export const newName = (): string => random(16)
