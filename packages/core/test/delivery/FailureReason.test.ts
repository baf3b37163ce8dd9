import { describe, expect, it } from "@effect/vitest"
import { FailureReason, failureInfo } from "../../src/delivery/index.js"

describe("failureInfo", () => {
  it("lets again only what another call can mend", () => {
    const retried = FailureReason.literals.filter((reason) => failureInfo[reason].retry !== "never")
    expect(
      Object.fromEntries(retried.map((reason) => [reason, failureInfo[reason].retry]))
    ).toEqual({
      busy: "backoff",
      no_answer: "backoff",
      congestion: "backoff",
      line_dropped: "backoff",
      negotiation_failed: "backoff",
      no_fax_tone: "once",
      partial: "once",
      page_refused: "once",
      provider_unspecified: "once"
    })
  })
})
