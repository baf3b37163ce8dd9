import { testFateOf } from "@faxingcenter/core/delivery"
import * as Schema from "effect/Schema"
import { Fate } from "./Fate.js"

const delivered = Schema.decodeUnknownSync(Fate)({ calls: [{ ends: "delivered" }] })

/** What becomes of a fax to this number. Any number that the test block gives no fate delivers. */
export const fateOf = (number: string): Fate => testFateOf(number) ?? delivered
