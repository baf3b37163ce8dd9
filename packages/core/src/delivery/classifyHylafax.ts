import { type CallProgress, type Classified, type CodeMeaning, reasonOfCall } from "./callResult.js"

/** The codes of HylaFAX's `faxd/README.errorcodes` that a send can end with, without their `E`. */
const codes: ReadonlyArray<readonly [CodeMeaning, ReadonlyArray<number>]> = [
  ["busy", [1]],
  // 2 is what an answering person gives: the modem hears no carrier.
  ["no_fax_tone", [2, 7, 8, 11, 102, 126, 216, 217, 218]],
  ["no_answer", [3, 215]],
  // No dial tone, an incoming call on the line, no loop current, no process to be had: nothing dialled.
  ["congestion", [4, 9, 12, 212, 214, 340, 341]],
  ["invalid_number", [5, 327]],
  ["blocked", [10]],
  // 100 is a line that goes dead after the answer.
  [
    "line_dropped",
    [
      50, 51, 100, 101, 103, 106, 108, 112, 114, 115, 116, 118, 119, 127, 129, 148, 149, 154, 213,
      228, 280, 287, 288
    ]
  ],
  [
    "negotiation_failed",
    [
      104, 105, 107, 110, 113, 117, 123, 124, 125, 134, 135, 136, 137, 219, 221, 222, 223, 224, 225,
      226, 227
    ]
  ],
  [
    "incompatible",
    [122, 220, 259, 260, 261, 264, 400, 401, 403, 406, 408, 410, 412, 414, 416, 418]
  ],
  [
    "unconfirmed",
    [
      109, 128, 130, 131, 132, 133, 138, 139, 140, 141, 142, 143, 144, 145, 146, 147, 150, 151, 152,
      153, 236, 237, 238, 239, 240, 241, 242, 243, 244, 281, 282, 283, 284, 285
    ]
  ],
  [
    "document_unsupported",
    [229, 233, 234, 235, 263, 402, 404, 405, 407, 409, 411, 413, 415, 417, 419]
  ],
  ["document_conversion", [230, 315, 316, 320, 321, 322]],
  ["document_missing", [302, 314, 318, 319, 323, 329]],
  ["document_too_large", [317, 335]],
  ["canceled", [262, 344, 345]],
  ["expired", [325, 331]],
  // The send program died: what it had done by then is not known.
  ["unknown_outcome", [343]]
]

const meaningOfCode = new Map(
  codes.flatMap(([meaning, numbers]) => numbers.map((code) => [code, meaning] as const))
)

/** For codes that only sum up (333, "too many attempts to dial"), and for servers that give none. */
const texts: ReadonlyArray<readonly [RegExp, CodeMeaning]> = [
  [/busy/i, "busy"],
  [/no answer without CED|T\.30 T1 timeout|wanted fax/i, "no_fax_tone"],
  [/no answer/i, "no_answer"],
  [/no carrier/i, "no_fax_tone"],
  [/no local dialtone|glare/i, "congestion"],
  [/dialing command|dial ?string/i, "invalid_number"],
  [/blacklist/i, "blocked"],
  [/failure to train/i, "negotiation_failed"],
  [/no response to (eop|pps|rr|eor|mps|eom|ppm)|disconnected prematurely/i, "unconfirmed"],
  [/unable to transmit page/i, "unconfirmed"],
  [/phase b|dcs not recognized|dcs sent 3 times|comrec|rsprec/i, "negotiation_failed"],
  [/phase c|silence|carrier|procedure interrupt/i, "line_dropped"],
  [/no work found|no documents/i, "document_missing"],
  [/too many pages/i, "document_too_large"],
  [/not valid tiff|converted document/i, "document_conversion"],
  [/aborted by request|interrupted by user/i, "canceled"],
  [/kill time expired/i, "expired"]
]

const meaningOfText = (text: string): CodeMeaning => {
  const cause = text.split(";")[0] ?? text
  return texts.find(([pattern]) => pattern.test(cause))?.[1] ?? "provider_unspecified"
}

/**
 * The reason behind a failed HylaFAX job: `code` is `STATUSCODE` (`3`, `003` or `E003`), `text` is
 * `STATUS`, which may end in the code in braces.
 *
 * @example
 * ```ts
 * import { classifyHylafax, failureInfo } from "@faxingcenter/core/delivery"
 *
 * const { reason } = classifyHylafax({ code: "E001", text: "Busy signal detected {E001}", pages: 0 })
 * failureInfo[reason].retry // "backoff"
 * ```
 */
export const classifyHylafax = (
  result: { readonly code?: string; readonly text?: string } & CallProgress
): Classified => {
  const text = result.text ?? ""
  const digits = /\d+/.exec(result.code ?? "")?.[0] ?? /\{E(\d+)\}/.exec(text)?.[1]
  const meaning = meaningOfCode.get(Number(digits)) ?? meaningOfText(text)
  return {
    reason: reasonOfCall(meaning, result),
    raw: {
      source: "hylafax",
      ...(digits === undefined ? {} : { code: `E${digits.padStart(3, "0")}` }),
      ...(text === "" ? {} : { text })
    }
  }
}
