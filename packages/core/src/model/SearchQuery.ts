import * as Schema from "effect/Schema"
import { FaxNumber } from "./FaxNumber.js"
import { MessageStatus } from "./Message.js"

/** Which messages to find: by the time they were sent, both ends included, to the second. */
export const SearchQuery = Schema.Struct({
  from: Schema.DateTimeUtcFromSelf,
  to: Schema.DateTimeUtcFromSelf,
  number: Schema.optionalWith(FaxNumber, { exact: true }),
  status: Schema.optionalWith(MessageStatus, { exact: true }),
  userId: Schema.optionalWith(Schema.String, { exact: true }),
  /** From 1; 1 when absent. */
  page: Schema.optionalWith(Schema.Int.pipe(Schema.positive()), { exact: true })
}).annotations({ identifier: "SearchQuery" })
export interface SearchQuery extends Schema.Schema.Type<typeof SearchQuery> {}
