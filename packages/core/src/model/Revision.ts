import * as Schema from "effect/Schema"

/** The two published revisions of the service's wire contract, named by their dates. */
export const Revision = Schema.Literal("2014-04-03", "2014-04-09")
export type Revision = typeof Revision.Type

/** The revision that a client uses by default. */
export const defaultRevision: Revision = "2014-04-03"
