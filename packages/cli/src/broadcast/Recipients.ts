import type { FaxNumber } from "@faxingcenter/core"
import { members } from "@faxingcenter/core/wire"
import { decodeText } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { parseCsv } from "../format/csv.js"
import { looksLikeNumber, parseNumber } from "../input/faxNumber.js"
import { readInput } from "../input/file.js"
import { UsageError } from "../UsageError.js"

/** One row of a recipients file that can be sent to. */
export interface Row {
  /** Which row of the file, from 1, headings included. */
  readonly line: number
  readonly cells: ReadonlyArray<string>
  readonly number: FaxNumber
  readonly reference: string | undefined
}

/** One row that nothing is sent to, and why. */
interface SkippedRow {
  readonly line: number
  readonly cells: ReadonlyArray<string>
  readonly written: string
  readonly reason: string
}

export interface Recipients {
  /** What the numbers were read from, as a person would say it. */
  readonly column: string
  /** Absent when the file has no headings. */
  readonly headings: ReadonlyArray<string> | undefined
  readonly rows: ReadonlyArray<Row>
  readonly invalid: ReadonlyArray<SkippedRow>
  readonly duplicates: ReadonlyArray<SkippedRow>
}

/** Which column is what: names of headings, for `number` and `reference`. */
export interface ColumnMap {
  readonly number?: string
  readonly reference?: string
}

/** `number=Fax` and `reference=Order` of `--column`. */
export const parseColumns = (
  given: ReadonlyArray<string>
): Either.Either<ColumnMap, UsageError> => {
  let columns: ColumnMap = {}
  for (const text of given) {
    const [, field, heading] = /^(number|reference)=(.+)$/.exec(text) ?? []
    if (field === undefined || heading === undefined) {
      return Either.left(
        new UsageError({
          message: `--column ${text} is not a column; write number=HEADING or reference=HEADING`
        })
      )
    }
    columns = { ...columns, [field]: heading }
  }
  return Either.right(columns)
}

const { "2014-04-03": first, "2014-04-09": later } = members.send.number

/** The headings that are looked for, the surest first: who has a fax and a phone is not called. */
const usual = {
  number: ["fax number", later, "faxnumber", "fax", "number", first, "to", "phone"],
  reference: ["reference", "ref", "id"]
}

const plain = (text: string) => text.trim().toLowerCase()

/** The columns under the first of these names that there is. */
const columnsOf = (headings: ReadonlyArray<string>, names: ReadonlyArray<string>) => {
  const plainly = headings.map(plain)
  const name = names.find((candidate) => plainly.includes(candidate))
  return plainly.flatMap((heading, column) => (heading === name ? [column] : []))
}

const isFilled = (cells: ReadonlyArray<string>) => cells.some((cell) => cell.trim() !== "")

interface Layout {
  readonly headings: ReadonlyArray<string> | undefined
  readonly number: number
  readonly reference: number
}

const layoutOf = (
  path: string,
  first: ReadonlyArray<string>,
  columns: ColumnMap
): Either.Either<Layout, UsageError> => {
  const usage = (message: string) => Either.left(new UsageError({ message }))
  const find = (field: "number" | "reference") =>
    columnsOf(first, columns[field] === undefined ? usual[field] : [plain(columns[field])])
  const [number, ...others] = find("number")
  const [reference = -1] = find("reference")
  const missing = (["number", "reference"] as const).find(
    (field) => columns[field] !== undefined && find(field).length === 0
  )
  if (missing !== undefined || number === undefined) {
    const bare = first.flatMap((cell, column) => (looksLikeNumber(cell) ? [column] : []))
    const [only] = bare
    if (missing === undefined && only !== undefined) {
      return bare.length === 1
        ? Either.right({ headings: undefined, number: only, reference: -1 })
        : usage(
            `${path} has no headings, and more than one of its columns may hold the numbers (${bare.map((column) => first[column]).join(", ")}); add a row of headings, such as fax,reference`
          )
    }
    const wanted = missing === undefined ? "for the numbers" : `named ${columns[missing]}`
    return usage(
      `${path} has no column ${wanted}; it has ${first.join(", ")}. Name it with --column ${missing ?? "number"}=HEADING`
    )
  }
  if (others.length > 0) {
    return usage(`${path} has two columns ${first[number]}; rename one of them`)
  }
  return Either.right({ headings: first, number, reference })
}

/** Reads and checks a whole recipients file before anything is sent to anybody. */
export const readRecipients = Effect.fn("readRecipients")(function* (
  path: string,
  columns: ColumnMap,
  country: string | undefined
) {
  const source = yield* readInput(path, exitCodes.rejected)
  const records = yield* Either.mapLeft(
    parseCsv(decodeText(source)),
    ({ openedIn }) =>
      new CommandFailed({
        exitCode: exitCodes.rejected,
        message: `${path} has a quote that is opened in row ${openedIn} and never closed`
      })
  )
  const top = records.findIndex(isFilled)
  const first = records[top]
  if (first === undefined) return yield* new UsageError({ message: `${path} is empty` })
  const { headings, number, reference } = yield* layoutOf(path, first, columns)
  const rows = new Map<string, Row>()
  const invalid: Array<SkippedRow> = []
  const duplicates: Array<SkippedRow> = []
  for (const [index, cells] of records.entries()) {
    if (!isFilled(cells) || (index === top && headings !== undefined)) continue
    const written = cells[number]?.trim() ?? ""
    const line = index + 1
    const parsed = yield* Effect.either(parseNumber(written, country))
    if (parsed._tag === "Left") {
      if (parsed.left._tag === "UsageError") return yield* parsed.left
      invalid.push({ line, cells, written, reason: parsed.left.detail })
      continue
    }
    const key = parsed.right.number
    const before = rows.get(key)
    if (before !== undefined) {
      duplicates.push({ line, cells, written, reason: `the number of row ${before.line}` })
      continue
    }
    rows.set(key, { line, cells, number: key, reference: cells[reference]?.trim() || undefined })
  }
  const column = headings?.[number] ?? `column ${number + 1}`
  const recipients: Recipients = {
    column,
    headings,
    rows: [...rows.values()],
    invalid,
    duplicates
  }
  return recipients
})
