import * as Schema from "effect/Schema"
import { Course, Refusal } from "../line/Fate.js"
import { Span } from "../line/Span.js"
import { IncomingFax } from "./IncomingFax.js"

/** An endpoint of the API. */
export const Operation = Schema.Literal("oauth", "send", "status", "search")
export type Operation = typeof Operation.Type

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })
const Ordinal = Schema.Int.pipe(Schema.positive())
const Glob = Schema.NonEmptyString.annotations({ description: "* stands for any characters" })

/** Which requests, or which recipients of a send. Everything given must hold. */
const When = Schema.Struct({
  operation: optional(Operation),
  client: optional(Glob),
  /** A number that is sent to or searched for. */
  number: optional(Glob),
  /** The file name of a document that is sent. */
  document: optional(Glob),
  /** Of those that the above holds for, counted from 1 for each client: only these. */
  nth: optional(Schema.Union(Ordinal, Schema.Array(Ordinal))),
  /** Only each so-manieth. */
  every: optional(Ordinal),
  /** Only the first so many. */
  times: optional(Ordinal),
  /** Only by chance, which a seed makes the same each time. */
  probability: optional(Schema.Number.pipe(Schema.between(0, 1)))
})

/** A length of time, or one that differs from request to request. */
export const Delay = Schema.Union(
  Span,
  Schema.Struct({ min: Span, max: Span }),
  /** Log-normal, as real latencies are: half are shorter than `median`, one in a hundred longer than `p99`. */
  Schema.Struct({ median: Span, p99: Span })
).annotations({ identifier: "Delay" })
export type Delay = typeof Delay.Type

/** Where the connection is reset. */
export const Reset = Schema.Literal("before_body", "after_body", "after_acceptance")
export type Reset = typeof Reset.Type

/** What is done to the service's answer on its way. */
export const Mangling = Schema.Literal(
  "truncated",
  "broken_off",
  "invalid_json",
  "empty",
  "extra_members"
)
export type Mangling = typeof Mangling.Type

/** What is done instead of the usual. */
export const Effects = Schema.Struct({
  /** The calls made to the recipient, instead of those that belong to the number. */
  calls: optional(Course),
  /** The send is refused for the recipient. */
  refuse: optional(Refusal),
  /** Before the request is looked at. */
  delay: optional(Delay),
  /** All tokens of the client are refused from this request on. */
  expireTokens: optional(Schema.Literal(true)),
  /** So many faxes that sort first come in before the page is read; negative: so many of the first vanish. */
  shiftPager: optional(Schema.Int.pipe(Schema.between(-1000, 1000))),
  /** `after_acceptance`: the request was acted on, and only the answer is lost. */
  reset: optional(Reset),
  /** Given instead of asking the service. A body that is a text is sent as it is, any other as JSON. */
  answer: optional(
    Schema.Struct({
      status: Schema.Int.pipe(Schema.between(200, 599)),
      headers: optional(Schema.Record({ key: Schema.String, value: Schema.String })),
      body: optional(Schema.Unknown)
    })
  ),
  mangle: optional(Mangling),
  /** The answer comes so many bytes at a time. */
  slow: optional(Schema.Struct({ bytes: Ordinal, every: Span }))
})

const lineOnly = ["calls", "refuse"] as const

export type Effects = typeof Effects.Type

/** A rule that changes the mock's behaviour. */
export const Scenario = Schema.Struct({
  /** Shown in the journal. */
  name: optional(Schema.NonEmptyString),
  when: Schema.optionalWith(When, { default: () => ({}) }),
  do: Effects.pipe(
    Schema.filter((it) => {
      const members = Object.keys(it)
      if (members.length === 0) return "add an effect"
      const onLine = lineOnly.filter((key) => key in it)
      return onLine.length === 0 || members.length === 1
        ? undefined
        : `${onLine.join(" and ")} cannot be combined with other effects; create two scenarios`
    })
  )
}).annotations({ identifier: "Scenario", parseOptions: { onExcessProperty: "error" } })
export interface Scenario extends Schema.Schema.Type<typeof Scenario> {}

/** A scenario as people write it, in code, YAML or JSON. */
export type ScenarioInput = typeof Scenario.Encoded

/** What people are told that it is called. */
export const nameOf = ({ name }: Scenario): string => name ?? "unnamed"

/** Whether it is about calls to a recipient rather than about requests. */
export const isAboutLine = (scenario: Scenario): boolean =>
  lineOnly.some((key) => key in scenario.do)

/** A file of scenarios and faxes to receive. */
export const ScenarioFile = Schema.Struct({
  /** Makes chance the same each time. */
  seed: optional(Schema.Union(Schema.Number, Schema.String)),
  scenarios: Schema.optionalWith(Schema.Array(Scenario), { default: () => [] }),
  /** Faxes that come in, each for the client `demo`, counted from the start. */
  received: optional(Schema.Array(IncomingFax))
}).annotations({ identifier: "ScenarioFile", parseOptions: { onExcessProperty: "error" } })
export interface ScenarioFile extends Schema.Schema.Type<typeof ScenarioFile> {}
