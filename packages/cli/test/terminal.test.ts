import { chmodSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import { table } from "../src/format/table.js"
import { jsonLine } from "../src/terminal/output.js"
import { ownSequence, visible, widthOf } from "../src/terminal/visible.js"
import { fax, faxInTerminal, home } from "./fax.js"
import { mockService } from "./mockService.js"

const { env, mock } = mockService()
const escapeCode = "\u001B"
/** Sets the title of a window, hides text, and begins the 8-bit form of a sequence. */
const hostile = `${escapeCode}]0;owned\u0007${escapeCode}[8m\u009B31m\u202Egnp.exe`
/** A name with one character of each kind that is not seen, or changes what is seen of others. */
const unseen =
  "a\u007F\u0085\u00AD\u061C\u200B\u200D\u200F\u2028\u2029\u202A\u2060\u2066\u2069\uFE0F\uFEFF\uFFF9\u{E0041}\u{E0100}z"
/** As Unicode counts them, beside the list of `replaceUnseen`. */
const isUnseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Variation_Selector}]/u
/** What is not seen in a text of lines, without our own colours. */
const unseenIn = (text: string): ReadonlyArray<string> =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  [...text.replace(/\u001B\[\d+m/g, "")].filter(
    (one) => one !== "\n" && one !== "\t" && isUnseen.test(one)
  )
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
const theirs = /\u001B\]|\u001B\[8m|[\u0007\u009B\u202E]/

describe("control characters of others", () => {
  it("are all made visible, and nothing else changes", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.string({ unit: "binary" }), (text) => {
        const shown = visible(text)
        expect(unseenIn(shown)).toEqual([])
        expect(visible(shown)).toBe(shown)
      })
    )
  })

  it("are shown one by one", () => {
    expect(visible(unseen)).toBe(
      "a^?<0085><00ad><061c><200b><200d><200f><2028><2029><202a><2060><2066><2069><fe0f><feff><fff9><e0041><e0100>z"
    )
    const line = jsonLine({ name: unseen })
    expect(unseenIn(line)).toEqual([])
    expect(JSON.parse(line)).toEqual({ name: unseen })
  })

  it("do not pass beside our own, which take no room", () => {
    const text = `${ownSequence("[31m")}${hostile}${ownSequence("[0m")}`
    const shown = visible(text)
    expect(shown.startsWith(`${escapeCode}[31m`)).toBe(true)
    expect(shown.slice(4)).not.toMatch(theirs)
    expect(widthOf(`${ownSequence("[31m")}red${ownSequence("[0m")}`)).toBe(3)
    expect(table(["A"], [["one\ntwo\tthree"]])).toBe("A\none^Jtwo^Ithree\n")
  })

  it("of a server's detail are shown in the error", async () => {
    mock.setScenarios({
      when: { operation: "search" },
      do: {
        answer: {
          status: 406,
          headers: { "content-type": "application/problem+json" },
          body: { title: "No", status: 406, detail: `No\nfax: all is well ${hostile}`, code: 1 }
        }
      }
    })
    const { screen } = await faxInTerminal(["search"], [], { env })
    expect(screen).not.toMatch(theirs)
    expect(screen).toContain("^[]0;owned^G^[[8m<009b>31m<202e>gnp.exe")
    expect(screen).toContain("\n  fax: all is well")
    const { stderr } = await fax(["search", "--json"], { env })
    expect(stderr).not.toMatch(/[\u007F-\u009F]/)
    expect(JSON.parse(stderr).error.message).toContain(hostile)
  })

  it("of file names and of a CSV file are shown", async () => {
    const document = join(home, `a${escapeCode}[8m.txt`)
    const csv = join(home, "people.csv")
    writeFileSync(document, "One page\n")
    writeFileSync(csv, `Fax,Name\n"${hostile}",x\n15005550001,y\n`)
    for (const args of [
      ["send", document, "--to", "15005550001", "--dry-run"],
      ["check", document],
      ["send", `${hostile}.pdf`, "--to", "15005550001"],
      ["send", document, "--to", hostile],
      ["broadcast", document, "--csv", csv],
      ["broadcast", document, "--csv", csv, "--column", `number=${hostile}`],
      [hostile],
      ["search", `--${hostile}`]
    ]) {
      const { screen } = await faxInTerminal(args, [], { env })
      expect(screen).not.toMatch(theirs)
    }
  })
})

describe("unseen characters of others in a pipe", () => {
  it("are shown, and a name with a line end in it is no second line", async () => {
    const folder = join(home, "unseen")
    const document = join(folder, `${unseen}\n.txt`)
    const csv = join(folder, `${unseen}.csv`)
    mkdirSync(folder)
    writeFileSync(document, "One page\n")
    writeFileSync(csv, `Fax,Name\n15005550001,x\n"${unseen}",y\n`)
    const lines = [
      ["send", document, "--to", "15005550001", "--dry-run"],
      ["send", `${unseen}\n.pdf`, "--to", "15005550001", "--json"],
      ["check", document],
      ["broadcast", document, "--csv", csv],
      ["broadcast", document, "--csv", csv, "--column", `number=${unseen}`],
      ["verify", document],
      ["whoami", "--profile", unseen]
    ]
    for (const args of lines) {
      const { stderr, stdout } = await fax(args, { env })
      expect([args, unseenIn(stdout + stderr)]).toEqual([args, []])
      if (args.includes("--dry-run")) expect(stdout.match(/\n/g)).toHaveLength(1)
    }
  })
})

describe("settings", () => {
  const around = (text: string) => ` \t${text}\r\n`

  it("of the environment are the same with white space around them", async () => {
    const loose = Object.fromEntries(
      Object.entries({
        ...env,
        FAXINGCENTER_REVISION: "2014-04-09",
        FAXINGCENTER_COUNTRY: "US"
      }).map(([name, value]) => [name, around(value)])
    )
    const tight = await fax(["whoami", "--json"], {
      env: { ...env, FAXINGCENTER_REVISION: "2014-04-09", FAXINGCENTER_COUNTRY: "US" }
    })
    const found = await fax(["whoami", "--json"], { env: loose })
    expect([found.code, found.stdout]).toEqual([0, tight.stdout])
    expect(await fax(["doctor"], { env: loose })).toMatchObject({ code: 0 })
    expect(await fax(["search"], { env: loose })).toMatchObject({ code: 0 })
  })

  it("of flags are the same with white space around them", async () => {
    const args = ["search", "--from", around("-7d"), "--status", around("failed"), "--page", " 1 "]
    expect(await fax(args, { env })).toMatchObject({ code: 0 })
  })

  it("that hold blanks alone are not set", async () => {
    const { code, stderr } = await fax(["whoami"], {
      env: { ...env, FAXINGCENTER_CLIENT_SECRET: "  " }
    })
    expect([code, stderr]).toEqual([3, expect.stringContaining("SECRET is not set")])
    const empty = await fax(["mock", "--port", "0", "--client-secret", " "])
    expect(empty).toMatchObject({ code: 2, stdout: "" })
    const login = ["login", "--client-id", "demo", "--secret-stdin"]
    expect(await fax(login, { env, stdin: " \n" })).toMatchObject({ code: 2 })
  })
})

describe("many at once", () => {
  it("eight logins store eight profiles", async () => {
    const own = { ...env, XDG_CONFIG_HOME: join(home, "eight") }
    const names = Array.from({ length: 8 }, (_, i) => `p${i}`)
    const logins = names.map((name) =>
      fax(["login", "--profile", name, "--client-id", "demo", "--secret-stdin"], {
        env: own,
        stdin: "demo\n"
      })
    )
    expect((await Promise.all(logins)).map(({ code }) => code)).toEqual(names.map(() => 0))
    const stored = async () =>
      JSON.parse((await fax(["profiles", "--json"], { env: own })).stdout)
        .profiles.map(({ name }: { readonly name: string }) => name)
        .sort()
    expect(await stored()).toEqual(names)
    const gone = names.slice(0, 6).map((name) => fax(["logout", "--profile", name], { env: own }))
    await Promise.all([...gone, fax(["profiles", "use", "p7"], { env: own })])
    expect(await stored()).toEqual(["p6", "p7"])
  })

  it("go on past a lock that a crash left, and name one that is held", async () => {
    const config = join(home, "locked")
    const own = { ...env, XDG_CONFIG_HOME: config }
    mkdirSync(join(config, "faxingcenter"), { recursive: true })
    chmodSync(join(config, "faxingcenter"), 0o700)
    writeFileSync(join(config, "faxingcenter", "credentials.json.lock"), "4194305")
    const login = ["login", "--client-id", "demo", "--secret-stdin"]
    expect(await fax(login, { env: own, stdin: "demo\n" })).toMatchObject({ code: 0 })
  })
})
