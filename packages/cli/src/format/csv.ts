import { CsvError, parse } from "csv-parse/sync"
import * as Either from "effect/Either"

/** A field as RFC 4180 has it: in quotes where it needs them. */
const field = (value: string): string =>
  /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value

/** One record of a CSV file. */
export const csvLine = (fields: ReadonlyArray<string | number | undefined>): string =>
  `${fields.map((value) => field(String(value ?? ""))).join(",")}\n`

/** The delimiter that the first line has most of, outside of quotes. */
const delimiterOf = (text: string): string => {
  const [bare = ""] = text
    .slice(0, 65_536)
    .trimStart()
    .replace(/"[^"]*"/g, "")
    .split(/[\r\n]/, 1)
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
  return Either.try({
    try: () =>
      parse(text.slice(said.length), {
        delimiter: named ?? delimiterOf(text),
        recordDelimiter: ["\r\n", "\n", "\r"],
        relaxColumnCount: true,
        relaxQuotes: true
      }),
    catch: (error) => {
      if (!(error instanceof CsvError) || error.code !== "CSV_QUOTE_NOT_CLOSED") throw error
      return { openedIn: Number(error.records) + 1 }
    }
  })
}
