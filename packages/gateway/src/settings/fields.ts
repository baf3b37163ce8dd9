import * as Duration from "effect/Duration"
import * as ParseResult from "effect/ParseResult"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/**
 * The kinds of values that settings have. Each takes a text, as the environment and the command line
 * give it, and what a YAML or JSON file would have in its place. None of their messages repeats the
 * value, because some are secrets.
 */
const field = <A>(
  expected: string,
  target: Schema.Schema<A>,
  read: (given: unknown) => A | undefined
): Schema.Schema<A, unknown> =>
  Schema.transformOrFail(Schema.Unknown, target, {
    strict: true,
    decode: (given, _options, ast) => {
      const value = read(given)
      return value === undefined
        ? ParseResult.fail(new ParseResult.Type(ast, given, expected))
        : ParseResult.succeed(value)
    },
    encode: (value) => ParseResult.succeed(value)
  }).annotations({ documentation: expected })

/** A text without the white space around it, unless nothing is left. */
export const textOf = (given: unknown): string | undefined =>
  typeof given === "string" && given.trim() !== "" ? given.trim() : undefined

export const Text = field("must be a text and not empty", Schema.String, textOf)

/** A line of ASCII that can be printed. */
export const printable = (maxLength: number) =>
  field(`must be 1 to ${maxLength} printable ASCII characters`, Schema.String, (given) => {
    const text = textOf(given)
    return text !== undefined && /^[ -~]+$/.test(text) && text.length <= maxLength
      ? text
      : undefined
  })

/** An address of HTTP. */
export const Url = field(
  "must be an address that begins with http:// or https://",
  Schema.String,
  (given) => {
    const text = textOf(given)
    return text !== undefined && /^https?:\/\/[^/\s]\S*$/.test(text) && URL.canParse(text)
      ? text
      : undefined
  }
)

/** A whole number in a range, both ends included. */
export const whole = (min: number, max: number) =>
  field(`must be a whole number from ${min} to ${max}`, Schema.Int, (given) => {
    const value = typeof given === "number" ? given : Number(textOf(given))
    return Number.isInteger(value) && value >= min && value <= max ? value : undefined
  })

const units: Readonly<Record<string, Duration.DurationInput>> = {
  ms: "1 millis",
  s: "1 seconds",
  m: "1 minutes",
  h: "1 hours",
  d: "1 days"
}

/** A span of time such as `30s`, `15m`, `12h` or `90d`. */
export const Span = field(
  "must be a duration such as 30s, 15m, 12h or 90d",
  Schema.DurationFromSelf,
  (given) => {
    const [, count, unit = ""] = /^(\d{1,9})\s*(ms|s|m|h|d)$/.exec(textOf(given) ?? "") ?? []
    const one = units[unit]
    return one === undefined ? undefined : Duration.times(one, Number(count))
  }
)

const choiceOf =
  <const Choice extends string>(choices: ReadonlyArray<Choice>) =>
  (given: unknown) =>
    choices.find((choice) => choice === textOf(given))

/** One of a few words. */
export const choice = <const Choices extends readonly [string, ...ReadonlyArray<string>]>(
  ...choices: Choices
) =>
  field<Choices[number]>(
    `must be ${choices.join(" or ")}`,
    Schema.Literal(...choices),
    choiceOf(choices)
  )

export const Secret = field(
  "must be a text and not empty",
  Schema.RedactedFromSelf(Schema.String),
  (given) => {
    const text = textOf(given)
    return text === undefined ? undefined : Redacted.make(text)
  }
)

export const MailAddress = field(
  "must be an address such as fax@example.com",
  Schema.String,
  (given) => {
    const text = textOf(given)
    return text !== undefined && /^[^\s@<>"]+@[^\s@<>"]+$/.test(text) ? text : undefined
  }
)

/** A mail server, with the user and password in it. */
export const SmtpServer = field(
  "must be an address such as smtps://user:password@mail.example.com or smtp://mail.example.com:587",
  Schema.RedactedFromSelf(Schema.String),
  (given) => {
    const text = textOf(given)
    return text !== undefined && /^smtps?:\/\/[^/\s]+\/?$/.test(text) && URL.canParse(text)
      ? Redacted.make(text)
      : undefined
  }
)

/** Several values, each with another name where they have names: separated by commas in a text. */
export const list = <A>(
  expected: string,
  target: Schema.Schema<A>,
  read: (given: string) => A | undefined,
  nameOf?: (value: A) => string
) =>
  field(expected, Schema.Array(target), (given) => {
    const parts: ReadonlyArray<unknown> = Array.isArray(given)
      ? given
      : (textOf(given)?.split(",") ?? [])
    const values = parts.map((part) => {
      const text = textOf(part)
      return text === undefined ? undefined : read(text)
    })
    const known = values.filter((value) => value !== undefined)
    const isDistinct = nameOf === undefined || new Set(known.map(nameOf)).size === known.length
    return known.length === values.length && isDistinct ? known : undefined
  })
