import { type CallProgress, type Classified, type CodeMeaning, reasonOfCall } from "./callResult.js"

/**
 * The results of spandsp 0.0.6 (`T30_ERR_...` in `spandsp/t30.h`), each at its number. The `RX_` ones
 * belong to receiving and do not end a send.
 */
const results: ReadonlyArray<readonly [name: string, meaning: CodeMeaning]> = [
  ["OK", "provider_unspecified"],
  ["CEDTONE", "no_fax_tone"],
  ["T0_EXPIRED", "no_fax_tone"],
  ["T1_EXPIRED", "no_fax_tone"],
  ["T3_EXPIRED", "line_dropped"],
  ["HDLC_CARRIER", "line_dropped"],
  ["CANNOT_TRAIN", "negotiation_failed"],
  ["OPER_INT_FAIL", "line_dropped"],
  ["INCOMPATIBLE", "incompatible"],
  ["RX_INCAPABLE", "incompatible"],
  ["TX_INCAPABLE", "incompatible"],
  ["NORESSUPPORT", "incompatible"],
  ["NOSIZESUPPORT", "incompatible"],
  ["UNEXPECTED", "negotiation_failed"],
  ["TX_BADDCS", "negotiation_failed"],
  ["TX_BADPG", "unconfirmed"],
  ["TX_ECMPHD", "unconfirmed"],
  ["TX_GOTDCN", "negotiation_failed"],
  ["TX_INVALRSP", "unconfirmed"],
  ["TX_NODIS", "negotiation_failed"],
  ["TX_PHBDEAD", "negotiation_failed"],
  ["TX_PHDDEAD", "unconfirmed"],
  ["TX_T5EXP", "unconfirmed"],
  ["RX_ECMPHD", "provider_unspecified"],
  ["RX_GOTDCS", "provider_unspecified"],
  ["RX_INVALCMD", "provider_unspecified"],
  ["RX_NOCARRIER", "provider_unspecified"],
  ["RX_NOEOL", "provider_unspecified"],
  ["RX_NOFAX", "provider_unspecified"],
  ["RX_T2EXPDCN", "provider_unspecified"],
  ["RX_T2EXPD", "provider_unspecified"],
  ["RX_T2EXPFAX", "provider_unspecified"],
  ["RX_T2EXPMPS", "provider_unspecified"],
  ["RX_T2EXPRR", "provider_unspecified"],
  ["RX_T2EXP", "provider_unspecified"],
  ["RX_DCNWHY", "provider_unspecified"],
  ["RX_DCNDATA", "provider_unspecified"],
  ["RX_DCNFAX", "provider_unspecified"],
  ["RX_DCNPHD", "provider_unspecified"],
  ["RX_DCNRRD", "provider_unspecified"],
  ["RX_DCNNORTN", "provider_unspecified"],
  ["FILEERROR", "document_missing"],
  ["NOPAGE", "document_missing"],
  ["BADTIFF", "document_conversion"],
  ["BADPAGE", "document_conversion"],
  ["BADTAG", "document_conversion"],
  ["BADTIFFHDR", "document_conversion"],
  ["NOMEM", "congestion"],
  // Set where a command after a page was repeated without an answer.
  ["RETRYDCN", "unconfirmed"],
  ["CALLDROPPED", "line_dropped"],
  ["NOPOLL", "incompatible"],
  ["IDENT_UNACCEPTABLE", "blocked"],
  ["SUB_UNACCEPTABLE", "blocked"],
  ["SEP_UNACCEPTABLE", "blocked"],
  ["PSA_UNACCEPTABLE", "blocked"],
  ["SID_UNACCEPTABLE", "blocked"],
  ["PWD_UNACCEPTABLE", "blocked"],
  ["TSA_UNACCEPTABLE", "blocked"],
  ["IRA_UNACCEPTABLE", "blocked"],
  ["CIA_UNACCEPTABLE", "blocked"],
  ["ISP_UNACCEPTABLE", "blocked"],
  ["CSA_UNACCEPTABLE", "blocked"]
]

/**
 * The reason behind a failed call of spandsp: `code` is the number of its `T30_ERR_` result.
 *
 * @example
 * ```ts
 * import { classifySpandsp } from "@faxingcenter/core/delivery"
 *
 * const { raw, reason } = classifySpandsp({ code: 11, pages: 0 })
 * console.log(reason, raw.text) // incompatible T30_ERR_NORESSUPPORT
 * ```
 */
export const classifySpandsp = (result: { readonly code: number } & CallProgress): Classified => {
  const [name, meaning] = results[result.code] ?? [String(result.code), "provider_unspecified"]
  return {
    reason: reasonOfCall(meaning, result),
    raw: { source: "spandsp", code: String(result.code), text: `T30_ERR_${name}` }
  }
}
