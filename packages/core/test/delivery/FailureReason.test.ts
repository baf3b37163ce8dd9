import { describe, expect, it } from "@effect/vitest"
import {
  classifyHylafax,
  classifySpandsp,
  FailureReason,
  failureInfo
} from "../../src/delivery/index.js"

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
      provider_unspecified: "once"
    })
  })
})

describe("classifyHylafax", () => {
  const onePage = { pages: 0, totalPages: 1 }

  it.each([
    ["001", "Busy signal detected", "busy"],
    ["002", "No carrier detected", "no_fax_tone"],
    ["003", "No answer from remote", "no_answer"],
    ["004", "No local dialtone", "congestion"],
    ["149", "Unspecified Transmit Phase C error", "line_dropped"],
    ["137", "Failure to train remote modem at 2400 bps or minimum speed", "negotiation_failed"],
    ["100", "Failure to receive silence (synchronization failure).", "line_dropped"],
    ["322", "Could not reopen converted document to verify format", "document_conversion"],
    ["345", "Job aborted by request", "canceled"],
    ["329", "REJECT: No work found in job file", "document_missing"],
    ["343", "Send program terminated abnormally", "unknown_outcome"],
    // Plain text as document, as the server reports it.
    ["000", "", "provider_unspecified"]
  ])("reads %s %s as %s", (code, text, reason) => {
    expect(classifyHylafax({ code, text, ...onePage }).reason).toBe(reason)
  })

  it.each([
    ["Busy signal detected; too many attempts to dial", "busy"],
    ["No answer from remote; too many attempts to dial", "no_answer"],
    ["No carrier detected; too many attempts to dial", "no_fax_tone"],
    ["No local dialtone; too many attempts to dial", "congestion"],
    ["Unspecified Transmit Phase C error; too many attempts to dial", "line_dropped"],
    [
      "Failure to receive silence (synchronization failure).; too many attempts to dial",
      "line_dropped"
    ],
    ["No response to EOP repeated 3 tries; too many attempts to dial", "unknown_outcome"],
    ["REJECT: Too many attempts to dial", "provider_unspecified"]
  ])("reads the cause before the sum, 333 %s, as %s", (text, reason) => {
    expect(classifyHylafax({ code: "333", text, ...onePage }).reason).toBe(reason)
  })

  it("keeps the code and the text as they came", () => {
    expect(classifyHylafax({ code: "3", text: "No answer from remote", pages: 0 }).raw).toEqual({
      source: "hylafax",
      code: "E003",
      text: "No answer from remote"
    })
    expect(classifyHylafax({ text: "No response {E151}", pages: 0 }).raw.code).toBe("E151")
  })

  it("calls a broken call partial as soon as a page was confirmed", () => {
    const dropped = { code: "149", text: "", totalPages: 3 }
    expect(classifyHylafax({ ...dropped, pages: 0 }).reason).toBe("line_dropped")
    expect(classifyHylafax({ ...dropped, pages: 1 }).reason).toBe("partial")
  })

  it("does not know whether a fax arrived whose last page was never confirmed", () => {
    const silent = { code: "147", text: "No response to PPS repeated 3 times." }
    expect(classifyHylafax({ ...silent, pages: 0, totalPages: 3 }).reason).toBe("line_dropped")
    expect(classifyHylafax({ ...silent, pages: 1, totalPages: 3 }).reason).toBe("partial")
    expect(classifyHylafax({ ...silent, pages: 2, totalPages: 3 }).reason).toBe("unknown_outcome")
    expect(classifyHylafax({ ...silent, pages: 0 }).reason).toBe("unknown_outcome")
  })
})

describe("classifySpandsp", () => {
  it.each([
    [3, "no_fax_tone", "T30_ERR_T1_EXPIRED"],
    [6, "negotiation_failed", "T30_ERR_CANNOT_TRAIN"],
    [8, "incompatible", "T30_ERR_INCOMPATIBLE"],
    [43, "document_conversion", "T30_ERR_BADTIFF"],
    [49, "line_dropped", "T30_ERR_CALLDROPPED"],
    [56, "blocked", "T30_ERR_PWD_UNACCEPTABLE"],
    [61, "blocked", "T30_ERR_CSA_UNACCEPTABLE"],
    [99, "provider_unspecified", "T30_ERR_99"]
  ])("reads %i as %s", (code, reason, text) => {
    expect(classifySpandsp({ code, pages: 0, totalPages: 2 })).toEqual({
      reason,
      raw: { source: "spandsp", code: String(code), text }
    })
  })

  it("does not know about a fax whose last page got no answer", () => {
    const silent = { code: 21, totalPages: 2 }
    expect(classifySpandsp({ ...silent, pages: 0 }).reason).toBe("line_dropped")
    expect(classifySpandsp({ ...silent, pages: 1 }).reason).toBe("unknown_outcome")
  })
})
