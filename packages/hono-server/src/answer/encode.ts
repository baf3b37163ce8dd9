import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import type * as Schema from "effect/Schema"

/**
 * Writes an answer in its wire form. A service that gives what the wire cannot carry is broken, which
 * is a defect; it names the place, and not the value.
 */
export const encodeWith = <A, I>(schema: Schema.Schema<A, I>) => {
  const encode = ParseResult.encodeEither(schema)
  return (value: A): Effect.Effect<I> =>
    Either.match(encode(value), {
      onRight: (written) => Effect.succeed(written),
      onLeft: (issue) => {
        const [first] = ParseResult.ArrayFormatter.formatIssueSync(issue)
        return Effect.dieMessage(
          `The service's answer does not match the contract at ${first?.path.join(".")}`
        )
      }
    })
}
