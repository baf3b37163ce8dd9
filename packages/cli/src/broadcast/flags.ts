import * as Flag from "../args/Flag.js"

export const csvFlag = Flag.text("csv", "FILE", {
  summary: "The recipients: a fax to each row, resumable (fax help broadcast)"
})
const column = Flag.texts("column", "FIELD=HEADING", {
  summary: "The column of number, or of reference"
})
const concurrency = Flag.integer("concurrency", "N", {
  summary: "How many to send at once (default 4)",
  min: 1,
  max: 64
})
const journal = Flag.text("journal", "FILE", {
  summary: "The record that makes it resumable (default: beside the CSV file)"
})
const failures = Flag.text("failures", "FILE", {
  summary: "Where rows that failed are written (default: beside the CSV file)"
})
const skipInvalid = Flag.toggle("skip-invalid", {
  summary: "Leave out rows without a valid number, instead of sending nothing"
})

/** What only a broadcast can be told. */
export const broadcastFlags = { column, concurrency, journal, failures, skipInvalid }
