import * as Data from "effect/Data"

/** A command line that cannot be understood: what is wrong with it and what to write instead. */
export class UsageError extends Data.TaggedError("UsageError")<{ readonly message: string }> {}
