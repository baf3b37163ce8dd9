import { MessageStatus } from "@faxingcenter/core"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Control } from "../control/Control.js"
import { fitsGlob } from "../scenario/glob.js"
import type { Fax } from "../simulation/Fax.js"

/** What of the inbox is looked at. Empty texts are no wish. */
export interface InboxQuery {
  readonly client: string
  readonly q: string
  readonly status: MessageStatus | ""
  readonly number: string
  readonly reference: string
  /** From 1, newest first. */
  readonly page: number
  /** Message id of the fax that is open. */
  readonly fax: string
}

/** Faxes on one page of the list. */
const faxesPerPage = 50

const isStatus = Schema.is(MessageStatus)
const decodePage = Schema.decodeUnknownOption(
  Schema.NumberFromString.pipe(Schema.int(), Schema.between(1, 1_000_000))
)

/** Reads the query of an address; what cannot be understood is no wish. */
export const readQuery = (parameters: URLSearchParams): InboxQuery => {
  const text = (name: string) => (parameters.get(name) ?? "").trim().slice(0, 200)
  const status = text("status")
  return {
    client: text("client"),
    q: text("q"),
    status: isStatus(status) ? status : "",
    number: text("number"),
    reference: text("reference"),
    page: Option.getOrElse(decodePage(parameters.get("page")), () => 1),
    fax: text("fax")
  }
}

/** The address of the inbox with some wishes changed. */
export const hrefOf = (query: InboxQuery, change: Partial<InboxQuery> = {}): string => {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...query, ...change })) {
    if (value !== "" && !(name === "page" && value === 1)) parameters.set(name, String(value))
  }
  const search = parameters.toString()
  return search === "" ? "/" : `/?${search}`
}

/** Whether anything is wished for that leaves faxes out. */
export const isFiltered = ({ q, status, number, reference }: InboxQuery): boolean =>
  [q, status, number, reference].some((wish) => wish !== "")

const contains = (wish: string, ...texts: ReadonlyArray<string | undefined>): boolean =>
  texts.some((text) => text !== undefined && fitsGlob(`*${wish}*`, text))

const isWished = (query: InboxQuery, fax: Fax): boolean =>
  (query.status === "" || fax.status === query.status) &&
  (query.number === "" || contains(query.number, fax.number)) &&
  (query.reference === "" || contains(query.reference, fax.reference, fax.jobReference)) &&
  (query.q === "" ||
    contains(
      query.q,
      fax.number,
      fax.reference,
      fax.jobReference,
      fax.client,
      fax.reason,
      fax.sendId,
      fax.messageId,
      ...fax.documents.map(({ fileName }) => fileName)
    ))

export interface InboxPage {
  readonly faxes: ReadonlyArray<Fax>
  /** Of all pages together. */
  readonly total: number
  readonly pageCount: number
  readonly page: number
}

/** One page of what is wished for, newest first. */
export const inboxPage = (control: Control, query: InboxQuery): InboxPage => {
  const pageOf = (total: number) => {
    const pageCount = Math.max(1, Math.ceil(total / faxesPerPage))
    const page = Math.min(query.page, pageCount)
    return { total, pageCount, page, from: (page - 1) * faxesPerPage }
  }
  if (!isFiltered(query)) {
    const { total } = control.newest(0, 0)
    const { from, ...page } = pageOf(total)
    return { ...page, faxes: control.newest(from, faxesPerPage).faxes }
  }
  const found = control
    .faxes()
    .filter((fax) => isWished(query, fax))
    .toReversed()
  const { from, ...page } = pageOf(found.length)
  return { ...page, faxes: found.slice(from, from + faxesPerPage) }
}
