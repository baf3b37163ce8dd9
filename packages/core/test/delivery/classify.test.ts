import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as fc from "effect/FastCheck"
import { classifySpandsp } from "../../src/delivery/classifySpandsp.js"
import { hylafaxResults } from "../../src/delivery/hylafaxResults.js"
import {
  accept,
  begin,
  classifyHylafax,
  defaultPolicy,
  finish,
  type Outcome
} from "../../src/delivery/index.js"
import { spandspResults } from "../../src/delivery/spandspResults.js"
import { number, start } from "./life.js"

const endOf = (outcome: Outcome) => (outcome._tag === "Failed" ? outcome.reason : outcome._tag)
const onePage = { pages: 0, totalPages: 1 }

describe("classifyHylafax", () => {
  const hylafax = (code: string, text: string, progress = onePage) =>
    endOf(classifyHylafax({ code, text, ...progress }))

  it.each([
    ["001", "Busy signal detected", "busy"],
    ["002", "No carrier detected", "no_fax_tone"],
    ["003", "No answer from remote", "no_answer"],
    ["006", "Unknown problem", "provider_unspecified"],
    ["137", "Failure to train remote modem at 2400 bps or minimum speed", "negotiation_failed"],
    ["149", "Unspecified Transmit Phase C error", "line_dropped"],
    ["322", "Could not reopen converted document to verify format", "document_conversion"],
    ["329", "REJECT: No work found in job file", "document_missing"],
    ["345", "Job aborted by request", "canceled"],
    ["348", "REJECT: They asked us to stop", "blocked"]
  ])("reads %s %s as %s", (code, text, end) => {
    expect(hylafax(code, text)).toBe(end)
  })

  it.each([
    ["004", "No local dialtone"],
    ["009", "Glare - RING detected"],
    ["328", "REJECT: Requested modem ttyS0 is not registered"],
    ["337", "Blocked by concurrent calls"],
    ["340", "Could not fork to prepare job for transmission"],
    ["343", "Send program terminated abnormally; unable to exec /usr/sbin/faxsend"],
    ["346", "Can not lock modem device"],
    ["420", "Unable to configure modem for fax use"],
    ["422", "Can not setup modem"],
    ["333", "No local dialtone; too many attempts to dial"]
  ])("says that %s %s never reached the line", (code, text) => {
    expect(hylafax(code, text)).toBe("NotDialled")
  })

  it.each([
    ["346", "Can not lock modem device", "NotDialled"],
    ["346", "Delayed by limit on proxy connections", "NotDialled"],
    ["347", "REJECT: qfile contains one or more errors", "provider_unspecified"],
    ["420", "Requested JPEG parameters are unsupported.", "document_unsupported"],
    ["422", "Invalid photometric for color JPEG fax request.", "document_unsupported"],
    ["343", "Send program terminated abnormally with exit status 0x9", "unknown_outcome"],
    // Which of the two it was is not said: the one that does less harm.
    ["343", "", "unknown_outcome"],
    ["420", "", "document_unsupported"]
  ])("tells by its text which %s it is: %s, %s", (code, text, end) => {
    expect(hylafax(code, text)).toBe(end)
  })

  it.each([
    ["Busy signal detected", "busy"],
    ["No answer from remote", "no_answer"],
    ["No carrier detected", "no_fax_tone"],
    ["Unspecified Transmit Phase C error", "line_dropped"],
    ["Unable to transmit page (giving up after 3 attempts)", "page_refused"],
    ["Receiver flow control exceeded timer.", "unknown_outcome"],
    ["Failure to transmit clean ECM image data.", "line_dropped"],
    ["COMREC invalid response received to PPS.", "unknown_outcome"],
    ["Remote fax disconnected prematurely", "unknown_outcome"],
    ["No response to EOP repeated 3 tries", "unknown_outcome"],
    // Set too where the receipt of the page has come and was not read yet.
    ["Failure to receive silence (synchronization failure).", "unknown_outcome"],
    // Before the pages and after them: two codes, one text.
    ["RSPREC error/got DCN", "unknown_outcome"],
    ["Unspecified Transmit Phase D error, including +FPHCTO timeout", "unknown_outcome"]
  ])("reads the cause in 333 %s; too many attempts to dial: %s", (cause, end) => {
    expect(hylafax("333", `${cause}; too many attempts to dial`)).toBe(end)
    expect(hylafax("334", `${cause}; too many attempts to send`)).toBe(end)
  })

  it("reads the text of each result as its code, or with more care", () => {
    const harm = (end: string) => ["Delivered", "unknown_outcome"].includes(end)
    for (const [code, , text] of hylafaxResults) {
      const written = text.replace("%", "9")
      const sum = hylafax("333", `${written}; too many attempts to dial`)
      expect([written, hylafax(String(code), written)]).toEqual([
        written,
        harm(sum) ? expect.any(String) : sum
      ])
    }
  })

  it("takes a job that was cut off as cut off, and as unknown on its last page", () => {
    const cut = ["344", "Job interrupted by user"] as const
    expect(hylafax(...cut)).toBe("unknown_outcome")
    expect(hylafax(...cut, { pages: 0, totalPages: 3 })).toBe("line_dropped")
    expect(hylafax(...cut, { pages: 1, totalPages: 3 })).toBe("partial")
    const late = ["325", "Kill time expired"] as const
    expect(hylafax(...late)).toBe("unknown_outcome")
    expect(hylafax(...late, { pages: 0, totalPages: 3 })).toBe("expired")
  })

  it.each([
    ["No response after sending a page", "unknown_outcome"],
    ["The call dropped prematurely", "unknown_outcome"],
    ["Failed to train with any of the compatible modems", "negotiation_failed"],
    ["Timed out waiting for initial communication", "no_fax_tone"],
    ["Far end is not compatible", "incompatible"],
    ["USER_BUSY", "busy"],
    ["NO_ANSWER", "no_answer"],
    ["UNALLOCATED_NUMBER (retry disabled)", "invalid_number"],
    ["CALL_REJECTED", "blocked"],
    ["GATEWAY_DOWN", "NotDialled"],
    ["dial tcp 127.0.0.1:8021: connect: connection refused", "NotDialled"],
    ["Transmission rejected by DynamicConfig", "blocked"],
    ["Killed by signal terminated", "unknown_outcome"]
  ])("reads GOfax.IP's 000 %s as %s", (text, end) => {
    expect(hylafax("000", text)).toBe(end)
  })

  it("calls a broken call partial as soon as a page was confirmed", () => {
    const dropped = (pages: number) => hylafax("149", "", { pages, totalPages: 3 })
    expect([dropped(0), dropped(1)]).toEqual(["line_dropped", "partial"])
  })

  it("takes a fax as delivered whose pages were all confirmed, whatever ended the call", () => {
    const canceled = { code: "345", text: "Call aborted by user", pages: 3, totalPages: 3 }
    expect(classifyHylafax(canceled)).toEqual({
      _tag: "Delivered",
      pages: 3,
      raw: { source: "hylafax", code: "E345", text: "Call aborted by user" }
    })
  })

  it("does not believe that nothing was dialled when pages were sent", () => {
    expect(hylafax("004", "", { pages: 1, totalPages: 3 })).toBe("unknown_outcome")
  })

  it("keeps the code and the text as they came", () => {
    expect(classifyHylafax({ code: "3", text: "No answer from remote", pages: 0 }).raw).toEqual({
      source: "hylafax",
      code: "E003",
      text: "No answer from remote"
    })
    expect(classifyHylafax({ text: "No response {E151}", pages: 0 }).raw?.code).toBe("E151")
  })
})

describe("classifySpandsp", () => {
  const spandsp = (code: number, progress: object = {}) =>
    endOf(classifySpandsp({ code, ...onePage, ...progress }))

  it.each([
    [3, "no_fax_tone", "T30_ERR_T1_EXPIRED"],
    [6, "negotiation_failed", "T30_ERR_CANNOT_TRAIN"],
    [8, "incompatible", "T30_ERR_INCOMPATIBLE"],
    [43, "document_conversion", "T30_ERR_BADTIFF"],
    [56, "blocked", "T30_ERR_PWD_UNACCEPTABLE"],
    [61, "blocked", "T30_ERR_CSA_UNACCEPTABLE"],
    [99, "provider_unspecified", "T30_ERR_99"]
  ] as const)("reads %i as %s", (code, reason, text) => {
    expect(classifySpandsp({ code, pages: 0, totalPages: 2 })).toEqual({
      _tag: "Failed",
      reason,
      pages: 0,
      raw: { source: "spandsp", code: String(code), text }
    })
  })

  it("does not know about a fax whose last page got no answer", () => {
    expect(spandsp(21, { totalPages: 2 })).toBe("line_dropped")
    expect(spandsp(21, { totalPages: 2, pages: 1 })).toBe("unknown_outcome")
  })

  it("takes a dropped call as broken off only where the last page was not sent", () => {
    expect(spandsp(49)).toBe("unknown_outcome")
    expect(spandsp(49, { lastPageSent: true })).toBe("unknown_outcome")
    expect(spandsp(49, { lastPageSent: false })).toBe("line_dropped")
    expect(spandsp(49, { pages: 1, totalPages: 3 })).toBe("partial")
  })
})

describe("a fax whose last page may have been confirmed", () => {
  /**
   * Results that come before the last page is through, or after it was refused: a line that did not
   * come about, no agreement, a page that was cut or is known to be damaged, documents, refusals.
   */
  const beforeTheEnd = new Set([
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 102, 104, 105, 107, 114, 116, 117, 122, 123],
    ...[124, 125, 126, 127, 130, 131, 132, 133, 136, 137, 141, 142, 143, 144, 145, 148, 149, 154],
    ...[156, 204, 205, 206, 207, 208, 212, 214, 215, 216, 217, 218, 219, 220, 221, 222, 223, 224],
    ...[225, 226, 227, 228, 229, 230, 231, 232, 233, 234, 235, 259, 260, 261, 263, 264, 267, 268],
    ...[269, 270, 271, 281, 282, 283, 284, 302, 303, 327, 328, 329, 330, 331, 332, 335, 336, 337],
    ...[338, 339, 340, 341, 342, 346, 347, 348, 420, 421, 422, 423, 424, 425, 426, 427, 428, 429],
    ...[314, 315, 316, 317, 318, 319, 320, 321, 322, 323, 324, 345, 903, 904, 905],
    ...Array.from({ length: 20 }, (_, i) => 400 + i)
  ])
  const beforeTheEndInSpandsp = new Set([
    ...[1, 2, 3, 6, 8, 9, 10, 11, 12, 14, 17, 19, 20, 41, 42, 43, 44, 45, 46, 47],
    ...Array.from({ length: 12 }, (_, i) => 50 + i)
  ])
  /** Of codes that say both. */
  const earlyAllTheSame = [
    "RSPREC error/got DCN (receiver abort)",
    "Send program terminated abnormally; unable to exec %"
  ]
  const early = new Set([
    ...hylafaxResults.filter(([code]) => beforeTheEnd.has(code)).map(([, , text]) => text),
    ...earlyAllTheSame
  ])
  const late = new Set(
    hylafaxResults
      .filter(([code, , text]) => !beforeTheEnd.has(code) && !earlyAllTheSame.includes(text))
      .map(([, , text]) => text)
  )
  const spandspText = new Map(spandspResults.map(([, , text], code) => [text, code]))

  /** What the delivery does next when its first call ends so. */
  const nextAfter = (outcome: Outcome) => {
    const now = DateTime.add(start, { seconds: 1 })
    const open = Either.getOrThrow(
      begin(accept({ destination: number }, defaultPolicy, start), start)
    )
    const circumstances = { policy: defaultPolicy, now, random: 0.5 }
    return Either.getOrThrow(finish(open, open.fence, outcome, circumstances)).state._tag
  }

  const progress = fc
    .record({
      pages: fc.nat({ max: 4 }),
      totalPages: fc.option(fc.nat({ max: 4 }), { nil: undefined }),
      lastPageSent: fc.option(fc.boolean(), { nil: undefined })
    })
    .map(({ pages, totalPages, lastPageSent }) => ({
      pages,
      ...(totalPages === undefined ? {} : { totalPages }),
      ...(lastPageSent === undefined ? {} : { lastPageSent })
    }))
  const isAtTheEnd = (seen: { pages: number; totalPages?: number; lastPageSent?: boolean }) =>
    seen.lastPageSent ?? (!seen.totalPages || seen.pages >= seen.totalPages - 1)
  const isWhole = ({ pages, totalPages }: { pages: number; totalPages?: number }) =>
    totalPages !== undefined && totalPages > 0 && pages >= totalPages

  const codes = fc.oneof(
    fc.constantFrom(...hylafaxResults.map(([code]) => code), 0, 333, 334),
    fc.nat({ max: 999 })
  )
  const texts = fc.oneof(
    fc.constantFrom(...hylafaxResults.map(([, , text]) => text)),
    fc.constantFrom(...spandspText.keys()),
    fc.constantFrom("", "The line went away", "hung up", "Error 17", "carrier lost after EOP")
  )

  /** Some texts are those of several codes: with its own code, a text says when. */
  const isOwnText = (code: number, text: string) =>
    hylafaxResults.some(([of, , own]) => of === code && own === text)

  it("is never dialled again by itself, whatever HylaFAX says", () => {
    fc.assert(
      fc.property(codes, texts, fc.boolean(), progress, (code, text, isSum, seen) => {
        const written = isSum ? `${text}; too many attempts to dial` : text
        const outcome = classifyHylafax({ code: String(code), text: written, ...seen })
        const isTold =
          ![0, 333, 334].includes(code) &&
          beforeTheEnd.has(code) &&
          (text === "" || !late.has(text) || isOwnText(code, text))
        const isToldByText =
          (early.has(text) && !late.has(text)) ||
          beforeTheEndInSpandsp.has(spandspText.get(text) ?? -1)
        if (isWhole(seen)) expect(nextAfter(outcome)).toBe("Delivered")
        else if (isAtTheEnd(seen) && !isTold && !isToldByText) {
          expect([code, written, nextAfter(outcome)]).toEqual([code, written, "Failed"])
        }
      }),
      { numRuns: 3000 }
    )
  })

  it("is never dialled again by itself, whatever spandsp says", () => {
    fc.assert(
      fc.property(fc.nat({ max: 70 }), progress, (code, seen) => {
        const next = nextAfter(classifySpandsp({ code, ...seen }))
        if (isWhole(seen)) expect(next).toBe("Delivered")
        else if (isAtTheEnd(seen) && !beforeTheEndInSpandsp.has(code)) {
          expect([code, next]).toEqual([code, "Failed"])
        }
      }),
      { numRuns: 2000 }
    )
  })
})
