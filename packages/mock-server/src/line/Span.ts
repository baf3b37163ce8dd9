import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"

const units: Record<string, number> = {
  ms: 1,
  milli: 1,
  millis: 1,
  s: 1000,
  second: 1000,
  seconds: 1000,
  m: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000
}

const millisOf = (value: string | number): number | undefined => {
  if (typeof value === "number") return value
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/.exec(value)
  const unit = units[match?.[2] ?? ""]
  return unit === undefined ? undefined : Number(match?.[1]) * unit
}

/** A length of time: milliseconds, or a text such as `"2 hours"`, `"2h"`, `"90 s"`. Held in milliseconds. */
export const Span = Schema.transformOrFail(
  Schema.Union(Schema.Number, Schema.String),
  Schema.Number.pipe(Schema.between(0, 1e12)),
  {
    strict: true,
    decode: (value, _options, ast) => {
      const millis = millisOf(value)
      return millis === undefined
        ? ParseResult.fail(
            new ParseResult.Type(ast, value, 'is not a duration such as "2 hours" or 1500')
          )
        : ParseResult.succeed(millis)
    },
    encode: (millis) => ParseResult.succeed(millis)
  }
).annotations({
  identifier: "Span",
  jsonSchema: {
    anyOf: [{ type: "number", minimum: 0 }, { type: "string" }],
    description: 'Milliseconds, or a duration such as "2 hours"'
  }
})
