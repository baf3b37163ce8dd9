import { FaxError } from "@faxingcenter/core"
import { type Finding, Pages } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag, stdinNameFlag, toFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { spanText } from "../format/span.js"
import { table } from "../format/table.js"
import { readEach } from "../input/document.js"
import { countryFlag, parseNumber, splitNumbers } from "../input/faxNumber.js"
import { findingsTable } from "../pages/findings.js"
import { pageFlags, pageOptions, withPages } from "../pages/withPages.js"
import { homeCountry } from "../settings/connection.js"
import { print, printJson } from "../terminal/output.js"
import { styleFor } from "../terminal/style.js"
import type { UsageError } from "../UsageError.js"

const styleOut = styleFor("stdout")

const checkNumber = (country: string | undefined) => (written: string) =>
  Effect.map(Effect.either(parseNumber(written, country)), (parsed) =>
    parsed._tag === "Right"
      ? { written, ok: true, number: parsed.right.number as string }
      : { written, ok: false, problem: parsed.left.message }
  )

/** A row for what could not be read at all. */
const noDocument = ({
  path,
  problem
}: {
  readonly path: string
  readonly problem: UsageError | FaxError.DocumentMissing | FaxError.DocumentUnreadable
}): Finding => ({
  kind: problem instanceof FaxError.DocumentMissing ? "empty_document" : "unreadable",
  severity: "error",
  fileName: path,
  detail: problem.message
})

export const check = defineCommand({
  name: "check",
  summary: "Check whether files and numbers can be faxed",
  details:
    "Renders the files as a fax machine would print them, and shows the numbers as they would be dialled. Works offline and sends nothing. Exits with 11 if something would be refused.",
  words: { name: "FILES...", summary: "Documents, as for fax send; - is stdin", min: 1, max: 1000 },
  flags: {
    to: toFlag,
    country: countryFlag,
    ...pageFlags,
    stdinName: stdinNameFlag,
    json: jsonFlag
  },
  examples: [
    { line: "fax check order.pdf --to 13862345678", does: "Before you pay for it" },
    { line: "fax check *.pdf --json | jq .findings", does: "Only the findings" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const options = pageOptions(given)
      const country = given.country ?? (yield* homeCountry)
      const written = given.to.flatMap(splitNumbers)
      const numbers = yield* Effect.forEach(written, checkNumber(country))
      const documents = yield* readEach(given.words, given.stdinName)
      const preflight = yield* Effect.flatMap(Pages, (service) =>
        service.preflight(
          documents.filter(Either.isRight).map(({ right }) => right),
          options
        )
      )
      const { pages, seconds } = preflight
      const unread = documents.filter(Either.isLeft).map(({ left }) => noDocument(left))
      const findings = [...unread, ...preflight.findings]
      const sendable = preflight.sendable && unread.length === 0
      const ok = sendable && numbers.every((number) => number.ok)
      yield* given.json
        ? printJson({ ok, numbers, pageCount: pages.length, seconds, pages, findings })
        : print(
            [
              ok
                ? `${findings.length === 0 ? styleOut("green", "ok") : styleOut("yellow", "can be faxed, but see below")}: ${pages.length} page(s), about ${spanText(seconds)} on the line for each number\n`
                : `${styleOut("red", "cannot be faxed")} as it is\n`,
              numbers.length === 0
                ? ""
                : `\n${table(
                    ["NUMBER", "", "FOUND"],
                    numbers.map((number) => [
                      number.written,
                      number.ok ? styleOut("green", "ok") : styleOut("red", "error"),
                      number.ok ? `dialled as ${number.number}` : (number.problem ?? "")
                    ])
                  )}`,
              findingsTable(findings)
            ].join("")
          )
      return ok ? exitCodes.ok : exitCodes.problemsFound
    }).pipe(withPages)
})
