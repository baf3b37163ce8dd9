import * as Flag from "../args/Flag.js"

export const csvFlag = Flag.text("csv", "FILE", {
  summary: "File with one recipient per row (see fax help broadcast)"
})
const column = Flag.texts("column", "FIELD=HEADING", {
  summary: "The column with the number, or with the reference"
})
const concurrency = Flag.integer("concurrency", "N", {
  summary: "How many to send at once (default 4)",
  min: 1,
  max: 64
})
const journal = Flag.text("journal", "FILE", {
  summary: "Journal that makes the broadcast resumable (default: next to the CSV file)"
})
const failures = Flag.text("failures", "FILE", {
  summary: "File for the rows that failed (default: next to the CSV file)"
})
const skipInvalid = Flag.toggle("skip-invalid", {
  summary: "Skip rows without a valid number instead of stopping"
})

/** What only a broadcast can be told. */
export const broadcastFlags = { column, concurrency, journal, failures, skipInvalid }
