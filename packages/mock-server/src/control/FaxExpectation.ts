import { MessageStatus } from "@faxingcenter/core"
import { FailureReason } from "@faxingcenter/core/delivery"
import * as Schema from "effect/Schema"
import { fitsGlob } from "../scenario/glob.js"
import type { Fax } from "../simulation/Fax.js"
import { reading, strict } from "../strict.js"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/**
 * A description of the expected fax. Everything given must hold; in texts `*` stands for any characters. A
 * member that is not one of these is refused.
 */
export const FaxExpectation = Schema.Struct({
  sendId: optional(Schema.String),
  messageId: optional(Schema.String),
  number: optional(Schema.String),
  status: optional(MessageStatus),
  reason: optional(FailureReason),
  /** The sender's own, of the recipient. */
  reference: optional(Schema.String),
  /** The sender's own, of the job. */
  jobReference: optional(Schema.String),
  /** Pages of the whole fax. */
  pageCount: optional(Schema.NonNegativeInt),
  attempts: optional(Schema.NonNegativeInt),
  /** The file name of one of its documents. */
  document: optional(Schema.String),
  /** Contained in one of its documents, read as UTF-8. */
  text: optional(Schema.String)
}).annotations({ identifier: "FaxExpectation", ...strict })
export interface FaxExpectation extends Schema.Schema.Type<typeof FaxExpectation> {}

export const readExpectation = reading("expectation of a fax", FaxExpectation)

const globs = ["sendId", "messageId", "number", "reference", "jobReference"] as const
const exact = ["status", "reason", "pageCount"] as const

const onItsWay = "; runToEnd() or advance(...) of the mock moves time on"

/** What of an expectation does not hold for a fax, in words; nothing when it is as expected. */
export const mismatches = (expected: FaxExpectation, fax: Fax): ReadonlyArray<string> => {
  const found: Array<string> = []
  const note = (what: string, wanted: unknown, actual: unknown) => {
    const hint = what === "status" && actual === "processing" ? onItsWay : ""
    found.push(
      `${what} is ${JSON.stringify(actual) ?? "absent"}, not ${JSON.stringify(wanted)}${hint}`
    )
  }
  for (const member of globs) {
    const wanted = expected[member]
    if (wanted !== undefined && !fitsGlob(wanted, fax[member] ?? ""))
      note(member, wanted, fax[member])
  }
  for (const member of exact) {
    const wanted = expected[member]
    if (wanted !== undefined && wanted !== fax[member]) note(member, wanted, fax[member])
  }
  const { attempts, document, text } = expected
  if (attempts !== undefined && attempts !== fax.attempts.length) {
    note("attempts", attempts, fax.attempts.length)
  }
  if (document !== undefined && !fax.documents.some((it) => fitsGlob(document, it.fileName))) {
    note("document", document, fax.documents.map(({ fileName }) => fileName).join(", "))
  }
  if (
    text !== undefined &&
    !fax.documents.some(({ bytes }) => new TextDecoder().decode(bytes).includes(text))
  ) {
    found.push(`no document contains ${JSON.stringify(text)}`)
  }
  return found
}

/** Throws where pages are asked for that nobody has counted: what is not known is neither so nor otherwise. */
export const holdsPages = (
  asked: ReadonlyArray<FaxExpectation>,
  faxes: ReadonlyArray<Fax>
): void => {
  if (asked.every(({ pageCount }) => pageCount === undefined)) return
  const uncounted = faxes.filter(({ pageCount }) => pageCount === undefined).length
  if (uncounted > 0) {
    throw new Error(
      `pageCount is expected, but the pages of ${uncounted} fax(es) have not been counted; first await countPages() of the mock, or use a matcher or waitFor, which count them`
    )
  }
}

/** A fax that nearly matches, and how it differs. */
export interface NearMiss {
  readonly fax: Fax
  readonly mismatches: ReadonlyArray<string>
}

const mostNearMisses = 5

/** The faxes that come closest to an expectation, closest first. */
export const nearMisses = (
  expected: FaxExpectation,
  faxes: ReadonlyArray<Fax>
): ReadonlyArray<NearMiss> =>
  faxes
    .map((fax) => ({ fax, mismatches: mismatches(expected, fax) }))
    .filter((miss) => miss.mismatches.length > 0)
    .toSorted((one, other) => one.mismatches.length - other.mismatches.length)
    .slice(0, mostNearMisses)
