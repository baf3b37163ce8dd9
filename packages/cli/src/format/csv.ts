import * as Either from "effect/Either"

/** A field as RFC 4180 has it: in quotes where it needs them. */
const field = (value: string): string =>
  /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value

/** One record of a CSV file. */
export const csvLine = (fields: ReadonlyArray<string | number | undefined>): string =>
  `${fields.map((value) => field(String(value ?? ""))).join(",")}\n`

/** The delimiter that the first line has most of, outside of quotes. */
const delimiterOf = (text: string): string => {
  const [first = ""] = text.trimStart().split(/[\r\n]/, 1)
  const bare = first.replace(/"[^"]*"/g, "")
  const count = (delimiter: string) => bare.split(delimiter).length
  return ["\t", ";", ","].reduce((best, each) => (count(each) > count(best) ? each : best))
}

/** A CSV file that cannot be read to its end, because quotes are opened and never closed. */
export interface OpenQuotes {
  /** The record in which they are opened, from 1. */
  readonly openedIn: number
}

/**
 * The records of a CSV file (RFC 4180), also as spreadsheets of other countries write them: with
 * semicolons or tabs, and with the line ends of any system. Empty lines are records, so that they
 * count as spreadsheets count rows.
 */
export const parseCsv = (
  text: string
): Either.Either<ReadonlyArray<ReadonlyArray<string>>, OpenQuotes> => {
  // What Excel reads, and takes for no row of its own.
  const [said = "", named] = /^sep=(.)\r?\n/i.exec(text) ?? []
  const delimiter = named ?? delimiterOf(text)
  const records: Array<ReadonlyArray<string>> = []
  let record: Array<string> = []
  let value = ""
  let quoted = false
  const endField = () => {
    record.push(value)
    value = ""
  }
  const endRecord = () => {
    endField()
    records.push(record)
    record = []
  }
  for (let at = said.length; at < text.length; at++) {
    const letter = text[at]
    if (quoted) {
      if (letter !== '"') value += letter
      else if (text[at + 1] === '"') {
        value += '"'
        at += 1
      } else quoted = false
    } else if (letter === '"' && value === "") quoted = true
    else if (letter === delimiter) endField()
    else if (letter === "\n" || letter === "\r") {
      if (letter === "\r" && text[at + 1] === "\n") at += 1
      endRecord()
    } else value += letter
  }
  if (quoted) return Either.left({ openedIn: records.length + 1 })
  if (value !== "" || record.length > 0) endRecord()
  return Either.right(records)
}
