import { Schema } from "effect"
import { FaxNumber } from "../model/FaxNumber.js"
import { WireStatus } from "./scalars.js"
import { WireBoundary } from "./WireInstant.js"

const StatusParameter = Schema.compose(Schema.Literal("1", "2", "3"), WireStatus).annotations({
  message: () => "must be 1 (processing), 2 (delivered) or 3 (failed)"
})

const PageParameter = Schema.NumberFromString.pipe(
  Schema.int(),
  Schema.between(1, Number.MAX_SAFE_INTEGER)
).annotations({ message: () => "must be a page number from 1" })

/** The parameters of `GET /api/rest/fax/search`. */
export const WireSearchQuery = Schema.Struct({
  from: Schema.propertySignature(WireBoundary("from")).pipe(Schema.fromKey("from_date")),
  to: Schema.propertySignature(WireBoundary("to")).pipe(Schema.fromKey("to_date")),
  number: Schema.optionalWith(FaxNumber, { exact: true }).pipe(Schema.fromKey("fax_number")),
  status: Schema.optionalWith(StatusParameter, { exact: true }),
  page: Schema.optionalWith(PageParameter, { exact: true }).pipe(Schema.fromKey("p")),
  userId: Schema.optionalWith(Schema.String, { exact: true }).pipe(Schema.fromKey("user_id"))
}).annotations({ identifier: "WireSearchQuery" })
