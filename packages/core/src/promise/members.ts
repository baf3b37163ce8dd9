import * as Predicate from "effect/Predicate"
import type { Rejected } from "../FaxError.js"
import { badRequestAt } from "../model/badRequest.js"
import { MessageStatus } from "../model/Message.js"
import { type UnknownMember, unknownMembers, unknownText } from "../model/onlyKnown.js"
import { ReceivedFormat } from "../model/ReceivedFax.js"
import { Revision } from "../model/Revision.js"
import { isOpened } from "./documents.js"
import type {
  CallOptions,
  FaxingCenterOptions,
  FileDocument,
  MarkReadOptions,
  NamedDocument,
  ReceivedDocumentOptions,
  ReceivedQuery,
  Recipient,
  SearchQuery,
  SendOptions,
  WatchOptions,
  WatchReceivedOptions
} from "./types.js"

/** That a member of what a plain JavaScript program gave is missing, or of the wrong kind. */
const wrongMember = (place: string, what: string): Rejected =>
  badRequestAt(place, `${place} ${what}`)

/** The members that are there, for one who misspelled another. */
const has = (value: unknown): string =>
  Predicate.isRecord(value) ? ` (it has ${Object.keys(value).join(", ") || "no members"})` : ""

/** What a member must be, and whether it is. */
interface Kind {
  readonly must: string
  readonly is: (value: unknown) => boolean
}

export type Kinds = Readonly<Record<string, Kind>>

/** A kind for every member of a type. */
type KindsOf<T> = { readonly [Name in keyof Required<T>]: Kind }

const optional = ({ is, must }: Kind): Kind => ({
  must,
  is: (value) => value === undefined || is(value)
})

const isNumber = (least: number) => (value: unknown) => Predicate.isNumber(value) && value >= least

const isWhole = (least: number) => (value: unknown) =>
  isNumber(least)(value) && Number.isInteger(value)

const text: Kind = { must: "must be a string", is: Predicate.isString }
const given = optional(text)
const anything: Kind = { must: "", is: () => true }
const millis = optional({
  must: "must be a number of milliseconds, from 1",
  is: isNumber(1)
})
const count = optional({ must: "must be a whole number, from 0", is: isWhole(0) })
const page = optional({ must: "must be a whole number, from 1", is: isWhole(1) })
const flag: Kind = { must: "must be true or false", is: Predicate.isBoolean }
const date: Kind = {
  must: "must be a valid Date",
  is: (value) => value instanceof Date && !Number.isNaN(value.getTime())
}
const oneOf = (...values: ReadonlyArray<string>): Kind => ({
  must: `must be ${values.join(" or ")}`,
  is: (value) => Predicate.isString(value) && values.includes(value)
})

/** Options of every call. */
export const callOptions: KindsOf<CallOptions> = {
  signal: optional({
    must: "must be an AbortSignal",
    is: (value) =>
      Predicate.hasProperty(value, "aborted") && Predicate.hasProperty(value, "addEventListener")
  })
}
export const sendOptions: KindsOf<SendOptions> = { ...callOptions, idempotencyKey: given }
export const statusOptions: Kinds = { ...callOptions, page }
export const messageOptions: Kinds = { ...callOptions, sendId: given }
export const watchReceivedOptions: KindsOf<WatchReceivedOptions> = {
  ...callOptions,
  interval: millis
}
export const watchOptions: KindsOf<WatchOptions> = {
  ...callOptions,
  budget: millis,
  interval: millis
}
export const markReadOptions: KindsOf<MarkReadOptions> = { ...callOptions, read: optional(flag) }
export const receivedDocumentOptions: KindsOf<ReceivedDocumentOptions> = {
  ...callOptions,
  format: optional(oneOf(...ReceivedFormat.literals)),
  page
}

const clientOptions: KindsOf<FaxingCenterOptions> = {
  clientId: text,
  clientSecret: text,
  baseUrl: optional({
    must: "must be an address that begins with https:// or http://",
    is: (value) => Predicate.isString(value) && /^\s*https?:/i.test(value) && URL.canParse(value)
  }),
  revision: optional(oneOf(...Revision.literals)),
  timeout: millis,
  sendTimeout: millis,
  maxRetries: count,
  fetch: optional({ must: "must be a function", is: Predicate.isFunction }),
  allowTestNumbers: optional(flag)
}

const searchMembers: KindsOf<SearchQuery> = {
  from: date,
  to: date,
  number: given,
  status: optional(oneOf(...MessageStatus.literals)),
  userId: given,
  page
}

const receivedMembers: KindsOf<ReceivedQuery> = {
  unread: optional(flag),
  to: given,
  from: given,
  since: optional(date),
  until: optional(date),
  before: given,
  limit: optional({
    must: "must be a whole number from 1 to 500",
    is: (value) => isWhole(1)(value) && Number(value) <= 500
  })
}

/** The first member that is not of its kind, in the order in which they are listed. */
const firstWrong = (value: object, kinds: Kinds, before = ""): Rejected | undefined => {
  for (const name of Object.keys(kinds)) {
    const kind = kinds[name]
    const member: unknown = Reflect.get(value, name)
    if (kind?.is(member) === false) {
      const { must } = kind
      return wrongMember(before + name, member === undefined ? must + has(value) : must)
    }
  }
  return undefined
}

/** The first member that is of the wrong kind, or whose name `isRefused`. */
const firstRefused =
  (isRefused: (unknown: UnknownMember) => boolean) =>
  (value: object, kinds: Kinds, before = ""): Rejected | undefined => {
    const wrong = firstWrong(value, kinds, before)
    if (wrong !== undefined) return wrong
    // Every fax passes here: lists of names are made only for one that has others.
    if (Object.keys(value).every((name) => Object.hasOwn(kinds, name))) return undefined
    const names = Object.keys(kinds)
    const unknown = unknownMembers(value, names).find(isRefused)
    return unknown && wrongMember(before + unknown.name, unknownText(unknown, names))
  }

/** Options have no members of others. */
const firstWrongOrUnknown = firstRefused(() => true)

/** Objects of a program's own may have more members than a fax needs: only a name that is nearly one of ours is refused. */
const firstWrongOrMisspelt = firstRefused(({ meant }) => meant !== undefined)

/** What is wrong with the options of a call. */
export const problemOfOptions = (options: unknown, kinds: Kinds): Rejected | undefined => {
  if (options === undefined) return undefined
  return Predicate.isRecord(options)
    ? firstWrongOrUnknown(options, kinds)
    : wrongMember("options", `must be an object with ${Object.keys(kinds).join(", ")}`)
}

/** What is wrong with what a client is made of. */
export const problemOfClient = (options: unknown): Rejected | undefined =>
  Predicate.isRecord(options)
    ? firstWrongOrUnknown(options, clientOptions)
    : wrongMember("options", "must be an object with clientId and clientSecret")

/** What is wrong with a search. */
export const problemOfSearch = (query: unknown): Rejected | undefined =>
  Predicate.isRecord(query)
    ? firstWrongOrUnknown(query, searchMembers)
    : wrongMember("query", "must be an object with from and to")

/** What is wrong with a query for received faxes. */
export const problemOfReceived = (query: unknown): Rejected | undefined =>
  Predicate.isRecord(query)
    ? firstWrongOrUnknown(query, receivedMembers)
    : wrongMember("query", `must be an object with ${Object.keys(receivedMembers).join(", ")}`)

const opens = (data: unknown): boolean =>
  data instanceof Uint8Array ||
  data instanceof ArrayBuffer ||
  data instanceof Blob ||
  Predicate.isFunction(data) ||
  isOpened(data)

const recipient: KindsOf<Recipient> = { number: text, reference: given }

const problemOfRecipient = (to: unknown, place: string): Rejected | undefined => {
  if (typeof to === "string") return undefined
  return Predicate.isRecord(to)
    ? firstWrongOrMisspelt(to, recipient, `${place}.`)
    : wrongMember(`${place}.number`, "must be a string")
}

const named: KindsOf<NamedDocument> = {
  name: text,
  data: { must: "must be bytes, a Blob, a stream, or a function that opens one", is: opens },
  size: count,
  order: count
}
const filed: KindsOf<FileDocument> = { path: text, name: given, order: count }

const problemOfDocument = (document: unknown, place: string): Rejected | undefined => {
  if (document instanceof Blob) {
    return "name" in document && typeof document.name === "string"
      ? undefined
      : wrongMember(place, "is a Blob without a name; give a File, or { name, data }")
  }
  if (!Predicate.isRecord(document)) {
    return wrongMember(place, "must be a File, { name, data } or { path }")
  }
  const isFile = document.data === undefined && document.path !== undefined
  return firstWrongOrMisspelt(document, isFile ? filed : named, `${place}.`)
}

const firstIn = (
  list: unknown,
  name: string,
  problemOf: (value: unknown, place: string) => Rejected | undefined
): Rejected | undefined => {
  if (!Array.isArray(list)) return problemOf(list, name)
  for (const [index, value] of list.entries()) {
    const found = problemOf(value, `${name}[${index}]`)
    if (found) return found
  }
  return undefined
}

/** The first member of a fax that is missing or of the wrong kind. */
export const problemOfFax = (fax: unknown): Rejected | undefined => {
  if (!Predicate.isRecord(fax)) return wrongMember("fax", "must be an object with to and documents")
  if (fax.to === undefined) return wrongMember("to", `is missing${has(fax)}`)
  if (fax.documents === undefined) return wrongMember("documents", `is missing${has(fax)}`)
  return (
    firstIn(fax.to, "to", problemOfRecipient) ??
    firstIn(fax.documents, "documents", problemOfDocument) ??
    firstWrongOrUnknown(fax, { to: anything, documents: anything, reference: given })
  )
}
