import { expect, it } from "@effect/vitest"
import * as Core from "@faxingcenter/core"
import { failureInfo } from "@faxingcenter/core/delivery"
import { problemOf } from "@faxingcenter/core/wire"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Struct from "effect/Struct"
import { exitCodeMeanings } from "../../src/exitCodes.js"
import { explain } from "../../src/explain.js"
import { type Declaration, entriesOf } from "./declarations.js"
import { table } from "./markdown.js"

type Kind = Core.FaxError.Kind

const detail = "What was wrong."

/** One of each: from it the table learns what routes answer and how the command ends. */
const samples: {
  readonly [K in Kind]: Extract<Core.FaxError.FaxError, { _tag: `FaxError.${K}` }>
} = {
  InvalidNumber: new Core.FaxError.InvalidNumber({ culprit: "123", detail }),
  DocumentMissing: new Core.FaxError.DocumentMissing({ culprit: "order.pdf", detail }),
  DocumentUnreadable: new Core.FaxError.DocumentUnreadable({ fileName: "order.pdf", detail }),
  Rejected: new Core.FaxError.Rejected({ status: 400, title: "Bad Request", detail }),
  InsufficientFunds: new Core.FaxError.InsufficientFunds({ detail }),
  Unauthorized: new Core.FaxError.Unauthorized({ reason: "invalid_token", detail }),
  NotFound: new Core.FaxError.NotFound({ culprit: "", detail }),
  RateLimited: new Core.FaxError.RateLimited({ detail, retryAfter: Duration.seconds(2) }),
  TooLarge: new Core.FaxError.TooLarge({ detail }),
  Unavailable: new Core.FaxError.Unavailable({ detail }),
  OutcomeUnknown: new Core.FaxError.OutcomeUnknown({
    detail,
    numbers: ["13862345678"],
    since: DateTime.unsafeMake(0)
  }),
  UnexpectedAnswer: new Core.FaxError.UnexpectedAnswer({ status: 200, detail, excerpt: "" }),
  TestNumberRefused: new Core.FaxError.TestNumberRefused({ culprit: "15005550001" }),
  StillProcessing: new Core.FaxError.StillProcessing({
    sendId: "",
    waited: Duration.minutes(30),
    pending: 1
  })
}

const remedies: { readonly [K in Kind]: string } = {
  InvalidNumber: "Correct the number that `culprit` names, then send again.",
  DocumentMissing: "Attach the document that `culprit` names again, then send again.",
  DocumentUnreadable: "See that the file is there and may be read. Nothing was sent.",
  Rejected: "Change the request as `detail` says. The same request is refused again.",
  InsufficientFunds: "Top up the account, then send again.",
  Unauthorized: "Check client id and secret. Clients renew tokens by themselves.",
  NotFound: "Check the id, and that it belongs to this account.",
  RateLimited: "Wait for `retryAfter`, then try again. Reads do so by themselves.",
  TooLarge: "Send smaller documents, or several faxes. `limit` is in bytes, where it is known.",
  Unavailable: "Try again later. Reads do so by themselves.",
  OutcomeUnknown:
    "Do not send again yet: search for `numbers` from `since` on, and send only what is not there.",
  UnexpectedAnswer: "Look at `excerpt`: often a proxy answers in place of the service.",
  TestNumberRefused: "Send test numbers to the mock.",
  StillProcessing: "Ask for the status later. Nothing was cancelled."
}

const names = Struct.keys(samples)

const packages = ["core", "pages", "gateway", "hono-server", "mock-server", "contract"]

/** Errors of all packages, each once, under the first way to import it. */
const declared = packages
  .flatMap(entriesOf)
  .filter(({ path }) => !path.endsWith("/promise"))
  .flatMap(({ declarations, path }) => declarations.map((one) => ({ ...one, path })))
  .filter(({ signature }) => /\bTaggedError\b/.test(signature))

const meaningOf = ({ about }: Declaration) => about.replaceAll("\n", " ")

const fieldsOf = (fields: Readonly<Record<string, unknown>>) =>
  Object.keys(fields)
    .filter((field) => field !== "_tag")
    .map((field) => `\`${field}\``)
    .join(", ")

const core = names.map((name) => {
  const about = declared.find(
    (one) => one.name === `FaxError.${name}` && one.path === "@faxingcenter/core"
  )
  if (about === undefined) throw new Error(`${name} is not declared`)
  const { status } = problemOf(samples[name])
  return [
    `\`${name}\``,
    meaningOf(about),
    fieldsOf(Core.FaxError[name].fields),
    remedies[name],
    String(status),
    String(explain(samples[name]).exitCode)
  ]
})

const others = declared
  .filter(
    ({ name, path }) =>
      path !== "@faxingcenter/core" || !names.some((kind) => name === `FaxError.${kind}`)
  )
  .map((one) => [`\`${one.name}\``, `\`${one.path}\``, meaningOf(one)])

const text = `# Errors

Made from the code; a test keeps the two the same.

Every error has a \`_tag\` and a \`message\` that says what was wrong, where, and what to do. No secret, token or
document is in any of them.

## Of a call

With Effect they are in the error channel, and the class and the \`_tag\` are called the same:
\`FaxError.NotFound\` from \`@faxingcenter/core\` is caught by \`Effect.catchTag("FaxError.NotFound", ...)\`. With
\`@faxingcenter/core/promise\` they are classes of the names below, which is also their \`name\`, with the same
fields, and \`Date\` and milliseconds in place of Effect's types. The command's \`--json\` says the name as \`kind\`. *Status* is the HTTP status that
routes answer with, *exit* how the \`fax\` command ends.

${table(["error", "what it means", "fields", "what to do", "status", "exit"], core)}

The body of an HTTP error is \`application/problem+json\`. An invalid number has code 100 and a missing document
110; all others have their HTTP status for a code.

## Why a fax failed

The vendor says \`failed\` and nothing else. The gateway and the mock know a **reason**. *Another call*: \`backoff\`
again and again with growing pauses, \`once\` one more, \`never\` none.

${table(
  ["reason", "what happened", "what to do", "another call"],
  Struct.entries(failureInfo).map(([reason, { advice, meaning, retry }]) => [
    `\`${reason}\``,
    meaning,
    advice,
    retry
  ])
)}

## Of the other packages

${table(["error", "of", "what it means"], others)}

## Exit codes of the command

${table(
  ["code", "what it says"],
  exitCodeMeanings.map(([code, meaning]) => [String(code), meaning])
)}
`

it("docs/reference/errors.md has every error, its fields, its remedy and its codes", async () => {
  await expect(text).toMatchFileSnapshot("../../../../docs/reference/errors.md")
})
