import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"

/**
 * Of a schema whose members can all be left out: one that it does not have is refused with the names of
 * those that it has, for a misspelt wish is no wish, and every fax is as nothing describes.
 */
export const strict = { parseOptions: { onExcessProperty: "error" } } as const

/** A struct that takes no members but its own. */
export const StrictStruct = <Fields extends Schema.Struct.Fields>(fields: Fields) =>
  Schema.Struct(fields).annotations(strict)

/** Reads what a program gives, or throws where and how it is not what it should be. */
export const reading = <A, I>(what: string, schema: Schema.Schema<A, I>) => {
  const decode = Schema.decodeUnknownEither(schema)
  return (value: unknown): A =>
    Either.getOrThrowWith(decode(value), (error) => {
      const places = ParseResult.ArrayFormatter.formatErrorSync(error).map(
        ({ message, path }) => `  ${path.length === 0 ? "" : `${path.join(".")}: `}${message}`
      )
      return new TypeError(`This is not a valid ${what}:\n${places.join("\n")}`)
    })
}
