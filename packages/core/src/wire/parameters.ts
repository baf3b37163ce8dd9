import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type { Rejected } from "../FaxError.js"
import { badRequestAt } from "../model/badRequest.js"

/** The parameters of a query string, by name. */
export type Parameters = Readonly<Record<string, string>>

/**
 * The parameters of a query string (without its `?`), each given at most once. One without a value is one that
 * was not given: forms and templates send every field that they have.
 *
 * @example
 * ```ts
 * import { decodeSearchQuery, decodeStatusQuery, parametersOf } from "@faxingcenter/core/wire"
 * import { Either } from "effect"
 *
 * const search = Either.flatMap(
 *   parametersOf("from_date=04/01/2014&to_date=04/30/2014&status=3"),
 *   decodeSearchQuery
 * )
 * const status = Either.flatMap(parametersOf(`sid=${"0".repeat(32)}`), decodeStatusQuery)
 * ```
 */
export const parametersOf = (query: string): Either.Either<Parameters, Rejected> => {
  const found = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(query)) {
    if (value === "") continue
    if (found.has(name)) {
      return Either.left(badRequestAt(name, `${name} is given more than once; give it once`))
    }
    found.set(name, value)
  }
  return Either.right(Object.fromEntries(found))
}

/**
 * Parameters in their schema, or a refusal that names the first that is wrong.
 *
 * @example
 * ```ts
 * import { decodeParameters, parametersOf } from "@faxingcenter/core/wire"
 * import { Either, Schema } from "effect"
 *
 * const decode = decodeParameters(Schema.Struct({ limit: Schema.NumberFromString }))
 * const query = Either.flatMap(parametersOf("limit=10"), decode)
 * ```
 */
export const decodeParameters = <A, I>(
  schema: Schema.Schema<A, I>
): ((parameters: Parameters) => Either.Either<A, Rejected>) => {
  const decode = Schema.decodeUnknownEither(schema)
  return (parameters) =>
    Either.mapLeft(decode(parameters), (error) => {
      const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
      const name = String(issue?.path[0] ?? "")
      return badRequestAt(name, `${name} ${issue?.message ?? "is not understood"}`)
    })
}
