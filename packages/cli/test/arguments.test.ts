import { describe, expect, it } from "@effect/vitest"
import { FaxError, FaxNumber } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import { defineCommand } from "../src/args/defineCommand.js"
import * as Flag from "../src/args/Flag.js"
import { exitCodes } from "../src/exitCodes.js"
import { distinct, parseNumber } from "../src/input/faxNumber.js"
import { givenToSearch, givenToSend, inTermsOfCommand } from "../src/input/placeInCommand.js"

interface Seen {
  readonly one: string | undefined
  readonly many: ReadonlyArray<string>
  readonly on: boolean
  readonly words: ReadonlyArray<string>
}

/** What a command is given for a command line, or what the line is refused with. */
const read = (args: ReadonlyArray<string>) => {
  let seen: Seen | undefined
  const probe = defineCommand({
    name: "probe",
    summary: "",
    words: { name: "WORDS...", summary: "", min: 0, max: 1000 },
    flags: {
      one: Flag.text("one", "TEXT", { short: "o", summary: "" }),
      many: Flag.texts("many", "TEXT", { summary: "" }),
      on: Flag.toggle("on", { summary: "" })
    },
    examples: [],
    run: (given) =>
      Effect.sync(() => {
        seen = given
        return exitCodes.ok
      })
  })
  const outcome = Effect.runSync(
    Effect.either(Effect.flatMap(probe.parse(args), ({ run }) => run(() => Promise.resolve([]))))
  )
  return Either.isLeft(outcome) ? outcome.left.message : seen
}

const hard = FastCheck.oneof(
  FastCheck.string({ unit: "grapheme" }),
  FastCheck.constantFrom(
    "",
    " ",
    "trail ",
    "\tlead",
    "true",
    "false",
    "-",
    "-7d",
    "-o",
    "a=b",
    "\n"
  )
)

describe("arguments", () => {
  it("reach a command as they were given", () => {
    FastCheck.assert(
      FastCheck.property(hard, FastCheck.array(hard), FastCheck.array(hard), (one, many, words) => {
        const args = [
          `--one=${one}`,
          ...many.map((text) => `--many=${text}`),
          "--on",
          "--",
          ...words
        ]
        expect(read(args)).toEqual({ one, many, on: true, words })
      })
    )
  })

  it("are the same in a word of their own, where they do not look like a long flag", () => {
    const plain = hard.filter((text) => !text.startsWith("--"))
    FastCheck.assert(
      FastCheck.property(plain, plain, (one, many) => {
        const expected = { one, many: [many], on: false, words: [] }
        expect(read(["--one", one, "--many", many])).toEqual(expected)
        expect(read(["-o", one, "--many", many])).toEqual(expected)
      })
    )
  })

  it("do not become the value of a switch", () => {
    expect(read(["--on", "true", "false"])).toMatchObject({ on: true, words: ["true", "false"] })
  })
})

describe("a number that comes twice", () => {
  it.each([
    [["13862345678", "+13862345678"], ["13862345678"]],
    [["+1 386 234 5678", "13862345678", "tel:+1-386-234-5678"], ["13862345678"]],
    [
      ["018555808797", "18555808797"],
      ["018555808797", "18555808797"]
    ]
  ])("gets the fax once: %j", async (written, numbers) => {
    const parsed = Effect.forEach(written, (text) => parseNumber(text, undefined))
    const { numbers: once, repeated } = distinct(await Effect.runPromise(parsed))
    expect(once.map(({ number }) => number)).toEqual(numbers)
    expect(repeated).toHaveLength(written.length - numbers.length)
  })
})

describe("a refusal of the service", () => {
  const numbers = ["+1 500 555 0001", "13862345678"].map((written) => ({
    written,
    number: FaxNumber.make(written.replace(/\D/g, ""))
  }))
  const inTerms = inTermsOfCommand(givenToSend(numbers, ["a.pdf", "b.pdf"]))

  it.each([
    ["/receipients/0/send_to", "--to +1 500 555 0001, /receipients/0/send_to of the request"],
    ["/receipients/1", "--to 13862345678, /receipients/1 of the request"],
    ["/receipients/2", "/receipients/2"],
    ["/receipients", "/receipients"],
    ["/reference", "--reference, /reference of the request"],
    ["/documents/1/file_name", "b.pdf, /documents/1/file_name of the request"]
  ])("at %s is told as %s", (place, expected) => {
    const error = new FaxError.InvalidNumber({ culprit: "1", detail: "No", place })
    const told = { place: expected, message: `No (${expected})` }
    expect(inTerms(error)).toMatchObject(told)
    const rejected = new FaxError.Rejected({ status: 400, title: "Bad", detail: "No", place })
    expect(inTerms(rejected)).toMatchObject(told)
  })

  it.each([
    ["documents[1].file_name", "No (b.pdf, /documents/1/file_name of the request)"],
    ["/receipients/0", "No (--to +1 500 555 0001, /receipients/0 of the request)"],
    ["1386abc", "No (1386abc)"]
  ])("with the culprit %s of old says so: %s", (culprit, message) => {
    const error = new FaxError.Rejected({ status: 400, title: "Bad", detail: "No", culprit })
    expect(inTerms(error)).toMatchObject({ culprit, message })
  })

  it.each([
    ["/from_date", "--from, /from_date of the request"],
    ["/to_date", "--to, /to_date of the request"],
    ["/fax_number", "--number, /fax_number of the request"],
    ["/status", "--status, /status of the request"],
    ["/p", "--page, /p of the request"],
    ["/user_id", "/user_id"]
  ])("of a search at %s is told as %s", (place, expected) => {
    const error = new FaxError.Rejected({ status: 400, title: "Bad", detail: "No", place })
    const told = inTermsOfCommand(givenToSearch)(error)
    expect(told).toMatchObject({ place: expected, message: `No (${expected})` })
  })

  it("at a document names the file", () => {
    const place = "/documents/1/file_data"
    const error = new FaxError.DocumentMissing({ culprit: "1", detail: "No", place })
    expect(inTerms(error)).toMatchObject({ place: `b.pdf, ${place} of the request` })
  })
})
