import { type CaseResult, type Feature, report, Target } from "@faxingcenter/contract"
import { FaxNumber, type SendId, watch } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { table } from "../format/table.js"
import { parseNumber } from "../input/faxNumber.js"
import { provideClient } from "../settings/client.js"
import { checkedBaseUrl, connection, profileFlag } from "../settings/connection.js"
import { print, printJson } from "../terminal/output.js"
import { styleFor } from "../terminal/style.js"
import { UsageError } from "../UsageError.js"

const baseUrl = Flag.text("base-url", "URL", {
  summary: "The server to test (default: the account's)"
})
const number = Flag.text("number", "NUMBER", {
  summary: "A number that delivers. The suite sends faxes to it! (default: the mock's 15005550001)"
})
const volume = Flag.toggle("volume", {
  summary: "Also run the cases that send hundreds of messages"
})

const isLive = (address: string) => /(^|\.)faxingcenter\.com$/i.test(new URL(address).hostname)

const decodeNumber = Schema.decodeSync(FaxNumber)

/** The numbers of the test block that every mock of this service gives their fates. */
const testBlock = {
  delivered: decodeNumber("15005550001"),
  failed: decodeNumber("15005550002"),
  refused: decodeNumber("15005550099"),
  unfunded: decodeNumber("15005550006")
}

const marks = { passed: "green", failed: "red", gap: "yellow" } as const
const styleOut = styleFor("stdout")

const firstLine = (text = "") => text.split("\n", 1)[0] ?? ""

const resultTable = (cases: ReadonlyArray<CaseResult>): string =>
  table(
    ["", "CASE", ""],
    cases.map(({ detail, name, outcome }) => [
      styleOut(marks[outcome], outcome),
      name,
      outcome === "gap" ? `needs ${detail}` : firstLine(detail)
    ])
  )

export const contract = defineCommand({
  name: "contract",
  summary: "Run the contract suite against a server",
  details:
    "Runs the suite that every implementation in this toolkit passes, in the revision of the account. Cases that cannot be run from outside, such as expiring a token, are reported as gaps. Exits with 11 if a case fails. Against the live service it sends real faxes, so it requires --number.",
  flags: { baseUrl, number, volume, profile: profileFlag, json: jsonFlag },
  examples: [
    { line: "fax contract --base-url http://127.0.0.1:8025", does: "A mock, or your own server" },
    { line: "FAXINGCENTER_REVISION=2014-04-09 fax contract --json", does: "The other revision" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const account = yield* connection(given.profile)
      const address = yield* checkedBaseUrl(given.baseUrl ?? account.baseUrl)
      const wanted = given.number
      if (wanted === undefined && isLive(address)) {
        return yield* new UsageError({
          message: `${address} sends real faxes; say to which number with --number NUMBER`
        })
      }
      const numbers =
        wanted === undefined
          ? testBlock
          : { delivered: (yield* parseNumber(wanted, account.country)).number }
      const hasTestBlock = wanted === undefined
      const supports: Partial<Record<Feature, boolean>> = {
        settle: true,
        failure: hasTestBlock,
        refusal: hasTestBlock,
        volume: given.volume
      }
      const target = { ...account, baseUrl: address }
      const cases = yield* report({ supports }).pipe(
        Effect.provideService(Target, {
          credentials: account,
          numbers,
          settle: (sendId: SendId) => Stream.runDrain(watch(sendId)).pipe(provideClient(target))
        }),
        provideClient(target)
      )
      const count = (outcome: CaseResult["outcome"]) =>
        cases.filter((each) => each.outcome === outcome).length
      const summary = { passed: count("passed"), failed: count("failed"), gaps: count("gap") }
      yield* given.json
        ? printJson({ baseUrl: address, revision: account.revision, ...summary, cases })
        : print(
            `${resultTable(cases)}\n${summary.passed} passed, ${summary.failed} failed, ${summary.gaps} gaps (revision ${account.revision})\n`
          )
      return summary.failed === 0 ? exitCodes.ok : exitCodes.problemsFound
    })
})
