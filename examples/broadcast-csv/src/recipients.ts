import { FileSystem } from "@effect/platform"
import { FaxNumber } from "@faxingcenter/core"
import { parse } from "csv-parse/sync"
import { Effect, Schema } from "effect"

/** A row of the file: a column `fax`, and a column `name` for people. */
const Row = Schema.Struct({ name: Schema.String, fax: FaxNumber })
export interface Row extends Schema.Schema.Type<typeof Row> {}

/** The rows of a CSV file, each number once. */
export const readRecipients = Effect.fn("readRecipients")(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const text = yield* fs.readFileString(path)
  const records: unknown = parse(text, { bom: true, columns: true, trim: true })
  const rows = yield* Schema.decodeUnknown(Schema.Array(Row))(records)
  return [...new Map(rows.map((row) => [row.fax, row])).values()]
})

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

/** Rows in the form that they were read in, with the reason why they are there. */
export const writeFailed = Effect.fn("writeFailed")(function* (
  path: string,
  failed: ReadonlyArray<Row & { readonly why: string }>
) {
  const fs = yield* FileSystem.FileSystem
  const lines = failed.map(({ fax, name, why }) => [name, fax, why].map(quoted).join(","))
  yield* fs.writeFileString(path, ["name,fax,why", ...lines, ""].join("\n"))
})
