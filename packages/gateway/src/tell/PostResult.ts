import type * as Duration from "effect/Duration"

/** What came of one attempt to hand a webhook over. */
export type PostResult =
  | { readonly _tag: "Answered"; readonly status: number; readonly retryAfter?: Duration.Duration }
  | { readonly _tag: "Refused"; readonly detail: string }
  | { readonly _tag: "Broken"; readonly detail: string }
