import type { Journal } from "./Journal.js"
import type { Recipients } from "./Recipients.js"

/** How a broadcast stands. */
export interface Tally {
  readonly recipients: number
  readonly accepted: number
  readonly processing: number
  readonly delivered: number
  readonly failed: number
  readonly refused: number
  /** Rows with an invalid number, left out with `--skip-invalid`. */
  readonly invalid: number
  /** Attempts whose outcome is not known. */
  readonly unknown: number
  /** Not attempted yet. */
  readonly unsent: number
}

export const tallyOf = (recipients: Recipients, journal: Journal): Tally => {
  const states = recipients.rows.map(({ number }) => journal.states.get(number))
  const accepted = states.flatMap((state) => (state?.state === "accepted" ? [state.status] : []))
  const count = (status: string) => accepted.filter((each) => each === status).length
  return {
    recipients: states.length,
    accepted: accepted.length,
    processing: count("processing"),
    delivered: count("delivered"),
    failed: count("failed"),
    refused: states.filter((state) => state?.state === "refused").length,
    invalid: recipients.invalid.length,
    unknown: states.filter((state) => state?.state === "open").length,
    unsent: states.filter((state) => state === undefined).length
  }
}
