import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type { MessageStatus } from "../model/Message.js"

const digits = /^\d{1,15}$/

/** A count that is a number or a numeric string, by the rule of `WireCount`. */
export const countOf = (value: unknown): number | undefined => {
  const count = typeof value === "string" && digits.test(value) ? Number(value) : value
  return typeof count === "number" && Number.isSafeInteger(count) && count >= 0 ? count : undefined
}

const count = (write: (value: number) => number | string) =>
  Schema.transformOrFail(Schema.Union(Schema.Number, Schema.String), Schema.NonNegativeInt, {
    strict: true,
    decode: (value, _options, ast) => {
      const read = countOf(value)
      return read === undefined
        ? ParseResult.fail(new ParseResult.Type(ast, value, "is not a count"))
        : ParseResult.succeed(read)
    },
    encode: (value) => ParseResult.succeed(write(value))
  })

// A `jsonSchema` in this file says what is written; what is read is wider, as the contract asks.

/** A count, read as a number or a numeric string, written as a number. */
export const WireCount = count(Number).annotations({
  jsonSchema: { type: "integer", minimum: 0 }
})

/** A count, read as a number or a numeric string, written as a string, as message members are. */
export const WireCountText = count(String).annotations({
  jsonSchema: { type: "string", pattern: "^\\d+$" }
})

export const statusOfCode = { "1": "processing", "2": "delivered", "3": "failed" } as const
/** The status of a code that is a string or a number, by the rule of `StatusCode`. */
export const statusOf = (code: unknown): MessageStatus | undefined =>
  code === "1" || code === "2" || code === "3" || code === 1 || code === 2 || code === 3
    ? statusOfCode[code]
    : undefined

export const codeOfStatus = { processing: "1", delivered: "2", failed: "3" } as const

/** `"1"`, `"2"`, `"3"`, also as numbers; written as strings. */
export const StatusCode = Schema.Literal("1", "2", "3", 1, 2, 3).annotations({
  jsonSchema: {
    type: "string",
    enum: ["1", "2", "3"],
    description: "1 processing, 2 delivered, 3 failed"
  }
})

/** What a status code says. */
export const WireStatus = Schema.transform(
  StatusCode,
  Schema.Literal("processing", "delivered", "failed"),
  {
    strict: true,
    decode: (code) => statusOfCode[code],
    encode: (status: MessageStatus) => codeOfStatus[status]
  }
)

/**
 * A member that is an empty string until its value is known. Also read when missing or null;
 * written as an empty string when absent.
 */
export const emptyUntilKnown = <A, I extends string | number>(schema: Schema.Schema<A, I>) =>
  Schema.optionalToOptional(
    Schema.NullOr(Schema.Union(Schema.Literal(""), Schema.encodedSchema(schema))).annotations({
      jsonSchema: { type: "string", description: "An empty string until it is known" }
    }),
    schema,
    {
      decode: Option.filter((value): value is I => value !== null && value !== ""),
      encode: (value) => Option.orElseSome(value, () => "" as const)
    }
  )

/** A member that may be missing, null or empty, and is left out when absent. */
export const mayBeMissing = Schema.optionalToOptional(
  Schema.NullOr(Schema.Union(Schema.String, Schema.Number)).annotations({
    jsonSchema: { type: "string" }
  }),
  Schema.String,
  {
    decode: (value) =>
      Option.filterMap(value, (it) =>
        it === null || it === "" ? Option.none() : Option.some(String(it))
      ),
    encode: (value) => value
  }
)

/** A page number in a query string. */
export const PageParameter = Schema.compose(
  Schema.String.pipe(
    Schema.pattern(/^[1-9]\d{0,14}$/, {
      message: () => "must be a page number from 1",
      jsonSchema: { type: "integer", minimum: 1, description: "The page, from 1" }
    })
  ),
  Schema.NumberFromString
)
