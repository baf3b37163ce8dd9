import type { ChildProcess } from "node:child_process"
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it, vi } from "@effect/vitest"
import { ended, fax, faxInTerminal, firstLine, home, start } from "./fax.js"

const id = expect.stringMatching(/^[0-9a-f]{32}$/)
let mock: ChildProcess
let env: Record<string, string>
const document = join(home, "order.txt")

beforeAll(async () => {
  writeFileSync(document, "An order of one fax machine\n")
  mock = start(["mock", "--port", "0", "--client-id", "tests", "--client-secret", "s3cret"])
  env = {
    FAXINGCENTER_BASE_URL: await firstLine(mock),
    FAXINGCENTER_CLIENT_ID: "tests",
    FAXINGCENTER_CLIENT_SECRET: "s3cret"
  }
})
afterAll(() => ended(mock, "SIGTERM"))

const json = async (args: ReadonlyArray<string>, stdin?: string) => {
  const { code, stderr, stdout } = await fax([...args, "--json"], {
    env,
    ...(stdin === undefined ? {} : { stdin })
  })
  return { code, stderr, answer: JSON.parse(stdout) }
}

describe("fax mock", () => {
  it("prints its address first, and ends with 0 on SIGTERM, SIGINT and SIGHUP", async () => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
      const other = start(["mock", "--port", "0"])
      expect(await firstLine(other)).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
      expect(await ended(other, signal)).toBe(0)
    }
  })

  it("warns beyond this machine, and says which key others need there", async () => {
    const other = start(["mock", "--port", "0", "--host", "0.0.0.0", "--key", "key-of-the-test"])
    const told = await new Promise<string>((resolve) => {
      let all = ""
      other.stderr?.on("data", (chunk) => {
        all += String(chunk)
        if (all.includes("connectMock")) resolve(all)
      })
      other.once("close", () => resolve(all))
    })
    expect(told).toContain("warning: on 0.0.0.0, anyone who can reach this port can send")
    expect(told).toContain("need the key key-of-the-test")
    expect(await ended(other, "SIGTERM")).toBe(0)
  })

  it("is compiled once: the next one takes what the first has written", async () => {
    const cache = join(home, "compiled")
    const run = async () => {
      const one = start(["mock", "--port", "0"], { env: { XDG_CACHE_HOME: cache } })
      await firstLine(one)
      await ended(one, "SIGTERM")
      return readdirSync(join(cache, "faxingcenter")).map((name) => [
        name,
        statSync(join(cache, "faxingcenter", name)).ino
      ])
    }
    const first = await run()
    expect(first).toHaveLength(1)
    expect(await run()).toEqual(first)
  })

  it("keeps what it has compiled while it runs, and not what its help has", async () => {
    const cache = join(home, "compiledEarly")
    const env = { XDG_CACHE_HOME: cache }
    await fax(["mock", "--help"], { env })
    expect(existsSync(cache)).toBe(false)
    const one = start(["mock", "--port", "0"], { env })
    await firstLine(one)
    // Much later, V8 has dropped what only the start runs.
    await vi.waitFor(() => expect(readdirSync(join(cache, "faxingcenter"))).toHaveLength(1), {
      timeout: 30_000
    })
    await ended(one, "SIGKILL")
  })

  it("says when its port is taken", async () => {
    const port = new URL(env.FAXINGCENTER_BASE_URL ?? "").port
    const { code, stderr } = await fax(["mock", "--port", port])
    expect([code, stderr]).toEqual([
      6,
      `fax: Port ${port} of 127.0.0.1 is in use; choose another, or 0 for any that is free\n`
    ])
  })
})

describe("fax mock --state", () => {
  it("says at once that it cannot write its file", async () => {
    for (const state of [join(home, "none", "state"), home]) {
      const { code, stderr, stdout } = await fax(["mock", "--port", "0", "--state", state])
      expect([code, stdout]).toEqual([2, ""])
      expect(stderr).toMatch(/^fax: .*(cannot be saved to|cannot be read from).*\n$/)
      expect(stderr).toContain(state)
    }
  })

  it("says so when it cannot be written any more, goes on, and does not end with 0", async () => {
    const folder = join(home, "states")
    mkdirSync(folder)
    const other = start(["mock", "--port", "0", "--state", join(folder, "state")])
    let stderr = ""
    other.stderr?.on("data", (text) => {
      stderr += text
    })
    const url = await firstLine(other)
    rmSync(folder, { recursive: true })
    const seed = () =>
      fetch(`${url}/_mock/faxes`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ faxes: [{ number: "15005550001" }] })
      })
    expect((await seed()).status).toBe(200)
    await expect.poll(() => stderr, { timeout: 10_000 }).toContain("could not be saved to")
    expect((await seed()).status).toBe(200)
    expect(await ended(other, "SIGTERM")).toBe(74)
    expect(stderr).toMatch(/\nfax: The state of the mock could not be saved to .*ENOENT.*\n$/)
  })
})

describe("fax mock --open", () => {
  const script = (name: string, text: string) => {
    const folder = join(home, "openers")
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`)
    chmodSync(join(folder, name), 0o755)
    return folder
  }
  const opened = join(home, "opened")
  /** Starts it, waits until something is as it should be, and ends it. */
  const opening = async (
    settings: Readonly<Record<string, string>>,
    seen: (stderr: string) => boolean
  ) => {
    const other = start(["mock", "--port", "0", "--open"], { env: settings })
    let stderr = ""
    other.stderr?.on("data", (text) => {
      stderr += text
    })
    const url = await firstLine(other)
    await expect.poll(() => seen(stderr), { timeout: 10_000 }).toBe(true)
    expect(await ended(other, "SIGTERM")).toBe(0)
    return { url, stderr }
  }

  it("shows its address with the opener of the desktop", async () => {
    const folder = script(
      "xdg-open",
      `printf %s "$1" > ${opened}.new; mv ${opened}.new ${opened}-1`
    )
    const path = `${folder}:${process.env.PATH}`
    const { url } = await opening({ PATH: path }, () => existsSync(`${opened}-1`))
    expect(readFileSync(`${opened}-1`, "utf8")).toBe(url)
  })

  it("or with BROWSER", async () => {
    const folder = script(
      "my-browser",
      `printf %s "$1" > ${opened}.new; mv ${opened}.new ${opened}-2`
    )
    const BROWSER = join(folder, "my-browser")
    const { url } = await opening({ BROWSER }, () => existsSync(`${opened}-2`))
    expect(readFileSync(`${opened}-2`, "utf8")).toBe(url)
  })

  it.each([
    ["there is none", "/nowhere/browser", /^No browser could be opened \(spawn .*ENOENT\); go to /],
    ["it fails", "false", /^No browser could be opened \(false ended with 1\); go to /]
  ])("says so when %s, and goes on", async (_, BROWSER, message) => {
    const { stderr } = await opening({ BROWSER }, (text) => text.endsWith("\n"))
    expect(stderr).toMatch(message)
  })
})

describe("fax mock with scenarios from a file", () => {
  it("departs from its usual ways", async () => {
    const file = join(home, "scenarios.json")
    const scenario = { when: { operation: "search" }, do: { answer: { status: 404 } } }
    writeFileSync(file, JSON.stringify({ scenarios: [scenario] }))
    const other = start(["mock", "--port", "0", "--any-client", "--scenarios", file])
    const address = await firstLine(other)
    const { code } = await fax(["search"], {
      env: { ...env, FAXINGCENTER_BASE_URL: address, FAXINGCENTER_CLIENT_ID: "anybody" }
    })
    expect(code).toBe(4)
    await ended(other, "SIGTERM")
  })

  it("refuses a file that is none, and says where it is wrong", async () => {
    writeFileSync(join(home, "no.json"), "{}")
    const { code, stderr } = await fax(["mock", "--port", "0", "--scenarios", "no.json"])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^fax: no\.json is not a scenario file:\n {2}scenarios: [^\n]+\n$/)
  })
})

describe("fax send, status and search", () => {
  it("sends to several numbers, and answers with the receipt", async () => {
    const { answer, code, stderr } = await json([
      "send",
      document,
      "--to",
      "15005550001",
      "13862345678"
    ])
    expect([code, stderr]).toEqual([0, ""])
    expect(answer).toEqual({
      sendId: id,
      messages: ["15005550001", "13862345678"].map((faxNumber) => ({
        sendId: answer.sendId,
        messageId: id,
        faxNumber,
        status: "processing"
      }))
    })
  })

  it("waits for the outcome, showing what changes on stderr", async () => {
    const args = ["send", document, "--to", "15005550001", "--to", "15005550004", "--wait"]
    const { answer, code, stderr } = await json(args)
    expect(code).toBe(0)
    expect(answer.messages).toEqual([
      expect.objectContaining({
        faxNumber: "15005550001",
        status: "delivered",
        attempts: 1,
        pages: 1
      }),
      expect.objectContaining({ faxNumber: "15005550004", status: "delivered", attempts: 2 })
    ])
    expect(stderr.split("\n").sort()).toEqual([
      "",
      "15005550001  delivered",
      "15005550001  processing",
      "15005550004  delivered",
      "15005550004  processing",
      `Accepted as ${answer.sendId}; waiting for the outcome`
    ])
    const status = await json(["status", answer.sendId])
    expect(status.answer).toEqual(answer)
    const [first] = answer.messages
    const one = await json(["status", "--message", first.messageId])
    expect(one.answer).toEqual({ sendId: answer.sendId, messages: [first] })
    const found = await json([
      "search",
      "--from",
      first.sentOn,
      "--to",
      first.sentOn,
      "--number",
      "15005550004"
    ])
    expect(found.answer).toEqual({ messages: [answer.messages[1]], total: 1 })
  }, 60_000)

  it("ends with 1 when a recipient's fax failed", async () => {
    const { code, stdout } = await fax(
      ["send", document, "--to", "15005550002", "--wait", "--quiet"],
      { env }
    )
    expect(code).toBe(1)
    expect(stdout).toMatch(/^15005550002 +failed +/m)
  })

  it("ends with 8 when the time to wait is over, with what is known on stdout", async () => {
    const args = ["send", document, "--to", "15005550003", "--wait", "--timeout", "0s"]
    const { answer, code, stderr } = await json(args)
    expect(code).toBe(8)
    expect(answer.messages).toEqual([expect.objectContaining({ status: "processing" })])
    expect(JSON.parse(stderr.split("\n").at(-2) ?? "").error.kind).toBe("StillProcessing")
  })

  it("shows in a terminal how much of a large document has left", async () => {
    const large = join(home, "large.txt")
    writeFileSync(large, "0123456789\n".repeat(800_000))
    const { code, screen } = await faxInTerminal(["send", large, "--to", "15005550001"], [], {
      env
    })
    expect(code).toBe(0)
    expect(screen).toMatch(/Uploading +█+ 8\.4\/8\.4 {2}MB/)
  })

  it("takes a document from stdin", async () => {
    const args = ["send", "-", "--stdin-name", "note.txt", "--to", "15005550001"]
    const { answer, code } = await json(args, "Hello")
    expect([code, answer.messages.length]).toEqual([0, 1])
  })

  it.each([
    ["document.txt", "Grüße\r\n\tund Formulare\f"],
    ["document.pdf", "%PDF-1.4\n%\xe2\xe3"],
    ["document.png", Buffer.from("89504e470d0a1a0a", "hex")]
  ])("calls it %s by what it is", async (fileName, stdin) => {
    const { code, stdout } = await fax(["send", "-", "--to", "15005550001", "--json"], {
      env,
      stdin
    })
    expect(code).toBe(0)
    const faxes = await fetch(`${env.FAXINGCENTER_BASE_URL}/_mock/faxes`).then((response) =>
      response.text()
    )
    expect(JSON.parse(faxes).faxes).toContainEqual(
      expect.objectContaining({
        sendId: JSON.parse(stdout).sendId,
        documents: [expect.objectContaining({ fileName })]
      })
    )
  })

  it("says that nothing came from stdin, and sends nothing", async () => {
    const { code, stderr } = await fax(["send", "-", "--to", "15005550001"], { env, stdin: "" })
    expect([code, stderr]).toEqual([5, "fax: - reads a document from stdin, but stdin was empty\n"])
  })

  it("understands numbers as people write them, and shows how", async () => {
    const args = [
      "send",
      document,
      "--to",
      "(386) 234-5678",
      "--to",
      "+49 30 901820",
      "--country",
      "us"
    ]
    const { answer, stderr } = await json(args)
    expect(answer.messages.map((message: { faxNumber: string }) => message.faxNumber)).toEqual([
      "13862345678",
      "4930901820"
    ])
    expect(stderr).toBe(
      "(386) 234-5678 is +1 386 234 5678 (US), sent as 13862345678\n+49 30 901820 is +49 30 901820 (DE), sent as 4930901820\n"
    )
  })

  it("sends plain digits exactly as they are", async () => {
    const { answer, stderr } = await json([
      "send",
      document,
      "--to",
      "018555808797",
      "--country",
      "us"
    ])
    expect([answer.messages[0].faxNumber, stderr]).toEqual(["018555808797", ""])
  })

  it("sends nothing in a dry run", async () => {
    const number = "13862340000"
    const { answer } = await json(["send", document, "--to", number, "--dry-run"])
    expect(answer).toEqual({
      dryRun: true,
      recipients: [number],
      documents: [{ fileName: "order.txt", size: 28 }]
    })
    expect((await json(["search", "--number", number])).answer).toEqual({ messages: [], total: 0 })
  })

  it.each([
    [
      ["send", "nowhere.pdf", "--to", "15005550001"],
      5,
      "The document nowhere.pdf could not be read: there is no such file"
    ],
    [
      ["send", document, "13862345678", "--to", "15005550001"],
      5,
      "The document 13862345678 could not be read: there is no such file; give a number to send to with --to"
    ],
    [["send", ".", "--to", "15005550001"], 5, "The document . could not be read: it is a folder"],
    [
      ["send", document, "--to", "call me"],
      5,
      "call me is not a fax number; write digits, like 13862345678 or +1 386 234 5678"
    ],
    [
      ["send", document, "--to", "(386) 234-5678"],
      5,
      "(386) 234-5678 has no country code; write it with one (+1 ...), or give the country with --country US or FAXINGCENTER_COUNTRY"
    ],
    [["send", document, "--to", "123"], 5, undefined],
    [["send", document, "--to", "+1 386 234 5678", "--country", "Germany"], 2, undefined],
    [["send", document, "--to", "15005550006"], 9, undefined],
    [["send", document, "--to", "15005550099"], 5, undefined],
    [["status", "0".repeat(32)], 4, undefined],
    [["status", "--message", "0".repeat(32)], 4, undefined],
    [["search", "--page", "7"], 4, undefined]
  ])("refuses %j with one message", async (args, expected, message) => {
    const { code, stderr, stdout } = await fax(args, { env })
    expect([code, stdout]).toEqual([expected, ""])
    if (message !== undefined) expect(stderr).toBe(`fax: ${message}\n`)
    expect(stderr).toMatch(/^fax: [^\n]+\n$/)
  })

  it("says when the credentials are refused", async () => {
    const { code } = await fax(["search"], { env: { ...env, FAXINGCENTER_CLIENT_SECRET: "wrong" } })
    expect(code).toBe(3)
  })

  it("prints results as CSV and as lines of JSON", async () => {
    const csv = await fax(["search", "--format", "csv"], { env })
    expect(csv.stdout).toMatch(
      /^sendId,messageId,faxNumber,status,sentOn,receivedOn,attempts,pages\n[0-9a-f]{32},/
    )
    const lines = await fax(["search", "--format", "ndjson", "--all"], { env })
    for (const line of lines.stdout.trim().split("\n")) {
      expect(JSON.parse(line)).toEqual(expect.objectContaining({ messageId: id }))
    }
  })

  it("stops without a word when nobody reads on", async () => {
    const child = start(["search", "--all"], { env })
    child.stdout?.destroy()
    let stderr = ""
    child.stderr?.on("data", (text) => {
      stderr += text
    })
    expect([await ended(child), stderr]).toEqual([0, ""])
  })

  it("says when its results could not be written", async () => {
    const full = openSync("/dev/full", "w")
    const child = start(["search", "--all"], { env, stdout: full })
    let stderr = ""
    child.stderr?.on("data", (text) => {
      stderr += text
    })
    expect([await ended(child), stderr]).toEqual([
      74,
      "fax: the results could not be written (ENOSPC)\n"
    ])
    closeSync(full)
  })

  it("ends quietly with 130 on Ctrl-C, and still prints what it knows", async () => {
    const { code, screen } = await faxInTerminal(
      ["send", document, "--to", "15005550003", "--wait"],
      [["waiting for the outcome", "\u0003"]],
      { env }
    )
    expect(code).toBe(130)
    expect(screen).toContain("processing")
    expect(screen).not.toMatch(/\bat \S+:\d+/)
  })
})

describe("fax watch", () => {
  it.each([
    ["SIGHUP", 129],
    ["SIGINT", 130],
    ["SIGTERM", 143]
  ] as const)("ends quietly on %s with %i", async (signal, exitCode) => {
    const { answer } = await json(["send", document, "--to", "15005550003"])
    const watching = start(["watch", answer.sendId], { env })
    let said = ""
    watching.stderr?.on("data", (text) => {
      said += String(text)
    })
    await firstLine(watching)
    expect([await ended(watching, signal), said]).toEqual([exitCode, ""])
  })

  it("prints each change as a line in a pipe", async () => {
    const { answer } = await json(["send", document, "--to", "15005550001"])
    const { code, stdout } = await fax(["watch", answer.sendId], { env })
    expect(code).toBe(0)
    expect(stdout.split("\n").at(-2)).toBe("15005550001  delivered")
  })

  it("draws a table in place in a terminal", async () => {
    const { answer } = await json(["send", document, "--to", "15005550001", "15005550008"])
    const { code, screen } = await faxInTerminal(["watch", answer.sendId], [], { env })
    expect(code).toBe(1)
    expect(screen).toContain("1 delivered, 1 failed, 0 processing")
    expect(screen).toContain("\u001B[")
  })
})

describe("a narrow terminal", () => {
  it("has no line that is wider, of a table that is drawn in place", async () => {
    const { answer } = await json(["send", document, "--to", "15005550001", "15005550008"])
    const { screen } = await faxInTerminal(["watch", answer.sendId], [], { env, columns: 40 })
    expect(screen).toContain("NUMBER")
    const lines = screen
      .replaceAll("\u001B[G", "\n")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of a terminal
      .replace(/\u001B\[\d*[A-Za-z]/g, "")
      .split(/[\r\n]+/)
    expect(Math.max(...lines.map(({ length }) => length))).toBe(39)
  })
})

describe("fax login", () => {
  const anywhere = () => ({ XDG_CONFIG_HOME: join(home, "login") })
  const file = join(home, "login", "faxingcenter", "credentials.json")
  const address = () => env.FAXINGCENTER_BASE_URL ?? ""

  it("asks in a terminal, hides the secret, and stores it for this user alone", async () => {
    const { code, screen } = await faxInTerminal(
      ["login", "--base-url", address()],
      [
        ["Client id: ", "tests\r"],
        ["Client secret: ", "s3cret\r"]
      ],
      { env: anywhere() }
    )
    expect(code).toBe(0)
    expect(screen).not.toContain("s3cret")
    const { code: found } = await fax(["search"], { env: anywhere() })
    expect(found).toBe(0)
  })

  it("ends quietly with 130 on Ctrl-C in a prompt", async () => {
    const { code, screen } = await faxInTerminal(["login"], [["Client id: ", "\u0003"]], {
      env: anywhere()
    })
    expect(code).toBe(130)
    expect(screen).not.toMatch(/\bat \S+:\d+|Error/)
  })

  it("refuses a file that others can read, and says how to mend it", async () => {
    chmodSync(file, 0o644)
    const { code, stderr } = await fax(["search"], { env: anywhere() })
    expect(code).toBe(3)
    expect(stderr).toContain(`chmod 600 ${file}`)
    chmodSync(file, 0o600)
  })

  it("tells the secret to the address of the environment, as every other command would", async () => {
    const { code, stdout } = await fax(
      ["login", "--client-id", "tests", "--secret-stdin", "--json"],
      {
        env: { XDG_CONFIG_HOME: join(home, "from-environment"), FAXINGCENTER_BASE_URL: address() },
        stdin: "s3cret\n"
      }
    )
    expect(code).toBe(0)
    expect(JSON.parse(stdout).baseUrl).toBe(address())
  })

  it("keeps several accounts apart", async () => {
    const login = await fax(
      [
        "login",
        "--profile",
        "second",
        "--client-id",
        "tests",
        "--secret-stdin",
        "--base-url",
        address()
      ],
      {
        env: anywhere(),
        stdin: "s3cret\n"
      }
    )
    expect(login.code).toBe(0)
    const listed = await fax(["profiles", "--json"], { env: anywhere() })
    expect(JSON.parse(listed.stdout).profiles).toEqual([
      { name: "default", current: false, clientId: "tests", baseUrl: address() },
      { name: "second", current: true, clientId: "tests", baseUrl: address() }
    ])
    expect((await fax(["profiles", "use", "default"], { env: anywhere() })).code).toBe(0)
    expect((await fax(["logout", "--all"], { env: anywhere() })).stderr).toBe(
      "Forgot default, second\n"
    )
    expect((await fax(["whoami"], { env: anywhere() })).code).toBe(3)
  })

  it("does not store credentials that are refused", async () => {
    const elsewhere = { XDG_CONFIG_HOME: join(home, "refused") }
    const { code } = await fax(
      ["login", "--client-id", "tests", "--secret-stdin", "--base-url", address()],
      {
        env: elsewhere,
        stdin: "wrong\n"
      }
    )
    expect(code).toBe(3)
    expect((await fax(["whoami"], { env: elsewhere })).code).toBe(3)
  })

  it("lets the environment win, value by value", async () => {
    const folder = join(home, "mixed", "faxingcenter")
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(
      join(folder, "credentials.json"),
      JSON.stringify({
        current: "default",
        profiles: {
          default: { clientId: "stored", clientSecret: "stored", revision: "2014-04-09" }
        }
      }),
      { mode: 0o600 }
    )
    const { stdout } = await fax(["whoami", "--json"], {
      env: { XDG_CONFIG_HOME: join(home, "mixed"), FAXINGCENTER_CLIENT_ID: "given" }
    })
    expect(JSON.parse(stdout)).toEqual({
      clientId: "given",
      baseUrl: "https://api.faxingcenter.com",
      revision: "2014-04-09",
      source: "environment"
    })
  })
})

describe("fax doctor", () => {
  it("finds everything in order", async () => {
    const { answer, code } = await json(["doctor"])
    expect([code, answer.ok]).toEqual([0, true])
    expect(answer.checks.map((check: { name: string }) => check.name)).toEqual([
      "node",
      "credentials",
      "proxy",
      "address",
      "clock",
      "token",
      "search"
    ])
  })

  it("names what is wrong, and ends with 11", async () => {
    const { code, stdout } = await fax(["doctor"], {
      env: { ...env, FAXINGCENTER_BASE_URL: "http://127.0.0.1:1" }
    })
    expect(code).toBe(11)
    expect(stdout).toContain("address      problem  http://127.0.0.1:1: nothing listens there")
  })
})
