import type { Meaning } from "./callResult.js"
import { spandspResults } from "./spandspResults.js"

/**
 * Why FreeSWITCH could not make a call (its names of the causes of Q.850). They come from the call being
 * made, before anything of the fax was sent.
 */
const causes: ReadonlyArray<readonly [Meaning, ReadonlyArray<string>]> = [
  ["busy", ["USER_BUSY"]],
  ["no_answer", ["NO_ANSWER", "NO_USER_RESPONSE", "ALLOTTED_TIMEOUT", "PROGRESS_TIMEOUT"]],
  [
    "invalid_number",
    [
      "UNALLOCATED_NUMBER",
      "INVALID_NUMBER_FORMAT",
      "NUMBER_CHANGED",
      "NO_ROUTE_DESTINATION",
      "NO_ROUTE_TRANSIT_NET"
    ]
  ],
  ["blocked", ["CALL_REJECTED", "OUTGOING_CALL_BARRED", "INCOMING_CALL_BARRED"]],
  [
    "congestion",
    [
      "NORMAL_CIRCUIT_CONGESTION",
      "SWITCH_CONGESTION",
      "REQUESTED_CHAN_UNAVAIL",
      "NORMAL_TEMPORARY_FAILURE",
      "NETWORK_OUT_OF_ORDER",
      "RECOVERY_ON_TIMER_EXPIRE",
      "DESTINATION_OUT_OF_ORDER",
      "SUBSCRIBER_ABSENT",
      "USER_NOT_REGISTERED"
    ]
  ],
  ["incompatible", ["INCOMPATIBLE_DESTINATION", "BEARERCAPABILITY_NOTAVAIL"]],
  ["not_dialled", ["GATEWAY_DOWN", "INVALID_GATEWAY", "INVALID_PROFILE", "CHAN_NOT_IMPLEMENTED"]]
]

const meaningOfCause = new Map(
  causes.flatMap(([meaning, names]) => names.map((name) => [name, meaning] as const))
)

const meaningOfSpandsp = new Map(spandspResults.map(([, meaning, text]) => [text, meaning]))

/** What the programs of GOfax.IP say themselves, before they ask for the call. */
const ownTexts: ReadonlyArray<readonly [RegExp, Meaning]> = [
  [/^Number to dial is empty/, "invalid_number"],
  [/^Gateway not set|^Error calling DynamicConfig|^dial (tcp|unix) /, "not_dialled"],
  [/^Transmission rejected by DynamicConfig/, "blocked"]
]

/**
 * The meaning of a status that GOfax.IP wrote, if it did: it leaves the code at 000 and gives spandsp's
 * text or FreeSWITCH's cause.
 */
export const meaningOfGofaxip = (status: string): Meaning | undefined =>
  meaningOfSpandsp.get(status) ??
  meaningOfCause.get(status.replace(/^-ERR /, "").replace(/ \(retry disabled\)$/, "")) ??
  ownTexts.find(([pattern]) => pattern.test(status))?.[1]
