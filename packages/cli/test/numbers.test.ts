import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "@effect/vitest"
import { fax, home } from "./fax.js"

const document = join(home, "numbers.txt")
const credentials = { FAXINGCENTER_CLIENT_ID: "demo", FAXINGCENTER_CLIENT_SECRET: "demo" }

beforeAll(() => writeFileSync(document, "One page\n"))

/** What would be sent to; nothing is, and nobody is asked. */
const dryRun = (written: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) =>
  fax(["send", document, "--dry-run", "--json", ...written.map((text) => `--to=${text}`)], {
    env: { ...credentials, ...env }
  })

const recipients = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout).recipients

describe("numbers", () => {
  it("in the form of the wire are never touched, and need no explanation", async () => {
    const numbers = ["018555808797", "13862345678", "4930901820", "00493090182"]
    const outcome = await dryRun(numbers, { FAXINGCENTER_COUNTRY: "US" })
    expect([recipients(outcome), outcome.stderr]).toEqual([numbers, ""])
  })

  it("are understood as people write them, and shown back", async () => {
    const written = [
      "(386) 234-5678",
      "386.234.5678",
      "1-386-234-5678",
      " +1 386 234-5678 ",
      "+1\u00a0386\u00a0234\u20115678",
      "tel:+1-386-234-5678",
      "011 49 30 901820",
      "+49 (0)30 901820",
      "＋４９ ３０ ９０１８２０",
      "１３８６２３４５６７８"
    ]
    const outcome = await dryRun(written, { FAXINGCENTER_COUNTRY: "us" })
    expect(recipients(outcome)).toEqual(["13862345678", "4930901820"])
    const shown = outcome.stderr.split("\n").filter((line) => line.includes(", sent as "))
    expect(shown).toHaveLength(2)
    const repeated = outcome.stderr.match(
      / repeats (13862345678|4930901820), which gets the fax once\n/g
    )
    expect(repeated).toHaveLength(written.length - 2)
    expect(outcome.stderr).toContain("011 49 30 901820 is +49 30 901820 (DE), sent as 4930901820\n")
  })

  it("may come several in one flag, with commas between", async () => {
    expect(recipients(await dryRun(["13862345678, +49 30 901820;"]))).toEqual([
      "13862345678",
      "4930901820"
    ])
  })

  it.each([
    ["", "An empty value is not a fax number"],
    ["12", "12 is not a fax number: it is too short; a fax number has at least 5 digits"],
    ["+1 386", "+1 386 has the wrong number of digits for its country"],
    ["+1 386 234 5678 9012 3456", "+1 386 234 5678 9012 3456 is too long for a fax number"],
    ["+999 123456", "+999 123456 has a country code that does not exist"],
    [
      "+1 386 234 5678 ext 5",
      "+1 386 234 5678 ext 5 has an extension, which a fax cannot dial; give a direct number"
    ],
    [
      "Bob +1 386 234 5678",
      "Bob +1 386 234 5678 is not a fax number; write digits, like 13862345678 or +1 386 234 5678"
    ]
  ])("that cannot be dialled are explained: %j", async (written, message) => {
    const { code, stderr, stdout } = await dryRun([written])
    expect([code, stdout, JSON.parse(stderr).error]).toEqual([
      5,
      "",
      { kind: "InvalidNumber", message, exitCode: 5, culprit: written }
    ])
  })

  it("have a country from the flag, the environment or the profile, in this order", async () => {
    const login = ["login", "--client-id", "demo", "--secret-stdin", "--no-check", "--country"]
    const refused = await fax([...login, "Germany"], { stdin: "demo\n" })
    expect([refused.code, refused.stderr]).toEqual([
      2,
      "fax: Germany is not a country; give two letters, like US or DE\n"
    ])
    await fax([...login, "de"], { stdin: "demo\n" })
    const send = ["send", document, "--dry-run", "--json", "--to", "(030) 901820"]
    expect(recipients(await fax(send))).toEqual(["4930901820"])
    const env = { FAXINGCENTER_COUNTRY: "IT" }
    expect(recipients(await fax(send, { env }))).toEqual(["39030901820"])
    expect(recipients(await fax([...send, "--country", "DE"], { env }))).toEqual(["4930901820"])
    const checked = await fax(["check", document, "--json", "--to", "(030) 901820"])
    expect(JSON.parse(checked.stdout).numbers).toEqual([
      { written: "(030) 901820", ok: true, number: "4930901820" }
    ])
  })
})
