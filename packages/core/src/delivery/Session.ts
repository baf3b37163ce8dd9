import * as Schema from "effect/Schema"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** What a line reports about a call besides its outcome. Each is there where the line knows it. */
export const Session = Schema.Struct({
  /** Pages of the whole fax. */
  totalPages: optional(Schema.NonNegativeInt),
  /** The identification (CSI) that the recipient's machine gave: whatever was typed into it. */
  remoteStation: optional(Schema.String),
  /** Bits a second. */
  speed: optional(Schema.NonNegativeInt),
  /** How pages were coded on the line (ITU-T T.4, T.6, T.85). */
  coding: optional(Schema.Literal("MH", "MR", "MMR", "JBIG")),
  /** Whether errors were corrected (ECM, T.30 annex A). */
  errorCorrection: optional(Schema.Boolean),
  /** 98, 196 or 391 rows to the inch. */
  resolution: optional(Schema.Literal("standard", "fine", "superfine")),
  /** From when the line took the call up, with the setting up of a modem, to its end. */
  seconds: optional(Schema.NonNegativeInt),
  /** The modem, trunk or account that was called with. */
  channel: optional(Schema.String)
}).annotations({ identifier: "Session" })
export interface Session extends Schema.Schema.Type<typeof Session> {}

/**
 * What a line told of a call, for people; the station is whatever was typed into the other machine.
 *
 * @example
 * ```ts
 * import { sessionFacts } from "@faxingcenter/core/delivery"
 *
 * sessionFacts({ remoteStation: "ACME", speed: 14_400 }) // ["station ACME", "14400 bit/s"]
 * ```
 */
export const sessionFacts = (session: Session): ReadonlyArray<string> => {
  const {
    channel,
    coding,
    errorCorrection,
    remoteStation,
    resolution,
    seconds,
    speed,
    totalPages
  } = session
  return [
    remoteStation === undefined ? undefined : `station ${remoteStation}`,
    totalPages === undefined ? undefined : `${totalPages} page(s) in all`,
    speed === undefined ? undefined : `${speed} bit/s`,
    coding,
    errorCorrection === true ? "ECM" : undefined,
    resolution,
    seconds === undefined ? undefined : `${seconds} s`,
    channel
  ].filter((each) => each !== undefined)
}
