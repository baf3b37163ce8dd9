import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "@effect/vitest"
import { faults } from "@faxingcenter/mock-server"
import { ended, fax, faxInShell, faxInTerminal, home, start } from "./fax.js"
import { mockService } from "./mockService.js"

const document = join(home, "letter.txt")
const { env, mock } = mockService()

beforeAll(async () => {
  writeFileSync(document, "To all our customers\n")
})

let files = 0
/** A recipients file of its own for each test, so that each has a journal of its own. */
const recipientsFile = (rows: ReadonlyArray<string>, headings = "Name,Fax,Order"): string => {
  const path = join(home, `recipients-${files++}.csv`)
  writeFileSync(path, [headings, ...rows, ""].join("\n"))
  return path
}

const people = (count: number) =>
  Array.from({ length: count }, (_, i) => `"Person, ${i}",1386${2_000_000 + i},o-${i}`)

const send = async (path: string, ...more: ReadonlyArray<string>) => {
  const args = [
    "broadcast",
    document,
    "--csv",
    path,
    "--column",
    "reference=Order",
    // What is looked at before a send has tests of its own.
    "--force",
    "--json",
    ...more
  ]
  const { code, stderr, stdout } = await fax(args, { env })
  return { code, stderr, answer: stdout === "" ? undefined : JSON.parse(stdout) }
}

const numbers = () => mock.faxes().map((received) => received.number)
const once = (count: number) => people(count).map((row) => row.split(",")[2])

describe("a broadcast from a CSV file", () => {
  it("sends to each row, with the row's own reference", async () => {
    const { answer, code } = await send(recipientsFile(people(5)))
    expect(code).toBe(0)
    expect(numbers().sort()).toEqual(once(5))
    expect(
      mock
        .faxes()
        .map((received) => received.reference)
        .sort()
    ).toEqual(["o-0", "o-1", "o-2", "o-3", "o-4"])
    expect(answer).toMatchObject({ recipients: 5, accepted: 5, unsent: 0, unknown: 0 })
    expect(answer.messages[0]).toEqual({
      faxNumber: "13862000000",
      reference: "o-0",
      status: "processing",
      sendId: expect.any(String),
      messageId: expect.any(String)
    })
  })

  it("sends nothing when it is run again", async () => {
    const path = recipientsFile(people(3))
    await send(path)
    const { answer, code, stderr } = await send(path)
    expect([code, answer.accepted]).toEqual([0, 3])
    expect(stderr).toContain("everything has been sent")
    expect(numbers()).toHaveLength(3)
  })

  it("sends to each exactly once through kill -9 in the middle", async () => {
    const path = recipientsFile(people(60))
    mock.setScenarios(faults.latency("20 ms", { operation: "send" }))
    const child = start(["broadcast", document, "--csv", path], { env })
    await mock.waitFor({}, { count: 15, timeout: "20 seconds" })
    await ended(child, "SIGKILL")
    const { answer, code } = await send(path)
    expect([code, answer.accepted, answer.unsent]).toEqual([0, 60, 0])
    expect(numbers().sort()).toEqual(once(60))
  })

  it("sends to each exactly once through Ctrl-C in the middle, and says how to go on", async () => {
    const path = recipientsFile(people(60))
    mock.setScenarios(faults.latency("20 ms", { operation: "send" }))
    const { code, screen } = await faxInTerminal(["broadcast", document, "--csv", path], [], {
      env,
      type: { after: mock.waitFor({}, { count: 10, timeout: "20 seconds" }), text: "\u0003" }
    })
    expect(code).toBe(130)
    expect(screen).toContain("To resume, run the same command again")
    const { answer } = await send(path)
    expect([answer.accepted, answer.unknown]).toEqual([60, 0])
    expect(numbers().sort()).toEqual(once(60))
  })

  it("sends to a thousand exactly once, through Ctrl-C, kill -9 and faults of the service", async () => {
    const path = recipientsFile(people(1000))
    mock.setScenarios(
      faults.rateLimited(1, { operation: "send", nth: [50, 51, 700] }),
      faults.proxyError(500, { operation: "send", nth: [120, 900] }),
      faults.reset("after_acceptance", { operation: "send", nth: [200, 500] })
    )
    const args = ["broadcast", document, "--csv", path, "--wait"]
    // Ctrl-C once both bars have moved: what is accepted by then is delivered at once.
    const some = mock.waitFor({}, { count: 200, timeout: "60 seconds" })
    const delivered = some.then(() => mock.advance("10 seconds"))
    const interrupted = await faxInTerminal(args, [["Delivering  █", "\u0003"]], { env })
    expect(interrupted.code).toBe(130)
    expect(interrupted.screen).toMatch(/Sending {5}█+░+ \d+\/1000/)
    expect(interrupted.screen).toMatch(/Delivering {2}█+░+ \d+\/1000/)

    expect(interrupted.screen).toMatch(/^RECIPIENTS .* UNSENT\r\n1000 /m)

    const killed = start(args, { env })
    const count = Math.min(mock.faxes().length + 150, 1000)
    await mock.waitFor({}, { count, timeout: "60 seconds" })
    await ended(killed, "SIGKILL")

    await delivered

    const { screen } = await faxInTerminal(args, [], { env })
    expect(screen).toMatch(/Resuming \S+: \d+ to send, \d+ to look up/)
    // What was answered with 500 is looked up 10 seconds later at the earliest, by the next run.
    const { answer, code } = await send(path, "--wait")
    expect([code, answer.delivered, answer.unknown, answer.unsent]).toEqual([0, 1000, 0, 0])
    expect(numbers().sort()).toEqual(once(1000))
  }, 120_000)

  it("draws nothing over on a terminal that cannot, and says how far it is instead", async () => {
    const { screen } = await faxInTerminal(
      ["broadcast", document, "--csv", recipientsFile(people(3))],
      [],
      { env: { ...env, TERM: "dumb" } }
    )
    expect(screen).toContain("Sent 3 of 3\r\nRECIPIENTS")
    expect(screen).not.toContain("\u001B")
  })

  it("looks up a send whose answer was lost, instead of repeating it", async () => {
    const path = recipientsFile(people(4))
    mock.setScenarios(faults.reset("after_acceptance", { operation: "send", nth: 2 }))
    const { answer, code } = await send(path)
    expect([code, answer.accepted, answer.unknown]).toEqual([0, 4, 0])
    expect(numbers().sort()).toEqual(once(4))
  })

  it("leaves open what the service does not have, and sends it when it is run again", async () => {
    const path = recipientsFile(people(3))
    mock.setScenarios(faults.reset("after_body", { operation: "send", nth: 2 }))
    const { answer, code } = await send(path)
    expect([code, answer.accepted, answer.unknown]).toEqual([7, 2, 1])
    const again = await send(path)
    expect([again.code, again.answer.accepted, again.answer.unknown]).toEqual([0, 3, 0])
    expect(numbers().sort()).toEqual(once(3))
  })

  it("refuses a second run beside the first", async () => {
    const path = recipientsFile(people(20))
    mock.setScenarios(faults.latency("50 ms", { operation: "send" }))
    const first = start(["broadcast", document, "--csv", path], { env })
    await mock.waitFor({}, { count: 1, timeout: "20 seconds" })
    const { code, stderr } = await send(path)
    expect([code, JSON.parse(stderr).error.message]).toEqual([
      2,
      expect.stringMatching(/^this broadcast is already running \(process \d+, /)
    ])
    expect(await ended(first)).toBe(0)
    expect(numbers().sort()).toEqual(once(20))
  })

  it("tries again what the service did not take", async () => {
    mock.setScenarios(faults.rateLimited(1, { operation: "send", nth: [1, 3] }))
    const { answer, code } = await send(recipientsFile(people(4)))
    expect([code, answer.accepted]).toEqual([0, 4])
    expect(numbers().sort()).toEqual(once(4))
  })

  it("follows the deliveries, and writes what failed to a file that can be sent again", async () => {
    const path = recipientsFile([...people(2), "Busy,15005550002,o-8", "Refused,15005550099,o-9"])
    const { answer, code } = await send(path, "--wait")
    expect(code).toBe(1)
    expect(answer).toMatchObject({ delivered: 2, failed: 1, refused: 1, processing: 0 })
    const failures = readFileSync(answer.failures, "utf8")
    expect(failures.split("\n").map((line) => line.split(",").slice(0, 3))).toEqual([
      ["Name", "Fax", "Order"],
      ["Busy", "15005550002", "o-8"],
      ["Refused", "15005550099", "o-9"],
      [""]
    ])
    const again = await send(answer.failures)
    expect(again.answer).toMatchObject({ recipients: 2, accepted: 1, refused: 1 })
  })

  it("sends nothing while rows have no valid number, unless they are to be left out", async () => {
    const path = recipientsFile([...people(1), "Nobody,call me,o-1", "Empty,,o-2"])
    const refused = await send(path)
    expect([refused.code, numbers()]).toEqual([5, []])
    expect(JSON.parse(refused.stderr).error.message).toContain("2 row(s)")
    const { answer, code } = await send(path, "--skip-invalid")
    expect([code, answer.accepted, answer.invalid]).toEqual([1, 1, 2])
  })

  it("sends once to a number that comes twice", async () => {
    const path = recipientsFile(["A,+1 386 200 0000,o-1", "B,13862000000,o-2"])
    const { answer } = await send(path)
    expect([answer.recipients, numbers()]).toEqual([1, ["13862000000"]])
  })

  it("reads files as spreadsheets write them, and columns by name", async () => {
    const path = recipientsFile(["Ä;13862000007\r"], "\uFEFFKunde;Telefax\r")
    const args = ["broadcast", document, "--csv", path, "--column", "number=Telefax"]
    expect((await fax(args, { env })).code).toBe(0)
    expect(numbers()).toEqual(["13862000007"])
  })

  it.each([
    ["old line ends", Buffer.from("Name,Fax\rA,13862000001\rB,13862000002\r")],
    ["UTF-16", Buffer.from("\uFEFFName\tFax\r\nÄ\t13862000001\r\nB\t13862000002\r\n", "utf16le")],
    ["Windows letters", Buffer.from("Name;Fax\nÄ;13862000001\nB;13862000002\n", "latin1")],
    [
      "headings with delimiters",
      Buffer.from('"Name, or what",Fax\nA,13862000001\nB,13862000002\n')
    ],
    ["line ends in quotes", Buffer.from('Name,Fax\n"A\r\nB",13862000001\nC,13862000002\n')]
  ])("reads a file with %s", async (_what, bytes) => {
    const path = recipientsFile([])
    writeFileSync(path, bytes)
    const { stdout } = await fax(["broadcast", document, "--csv", path, "--dry-run", "--json"], {
      env
    })
    expect(JSON.parse(stdout).recipients).toEqual(["13862000001", "13862000002"])
  })

  it("refuses a file whose quotes never close, instead of losing the rows after them", async () => {
    const path = recipientsFile(['"A,13862000001', "B,13862000002"], "Name,Fax")
    const { code, stderr } = await fax(["broadcast", document, "--csv", path, "--skip-invalid"], {
      env
    })
    expect([code, stderr]).toEqual([
      5,
      `fax: ${path} has a quote that is opened in row 2 and never closed\n`
    ])
  })

  it("counts rows as a spreadsheet does, empty ones too", async () => {
    const path = recipientsFile(["A,13862000001", "", "B,nowhere"], "Name,Fax")
    const { stderr } = await fax(["broadcast", document, "--csv", path], { env })
    expect(stderr).toContain("row 4: nowhere is not a fax number")
  })

  it("goes on once, of two runs that find the lock of one that crashed", async () => {
    const path = recipientsFile(people(20))
    const journal = join(home, "crashed.journal")
    writeFileSync(`${journal}.lock`, "4194305")
    const outcomes = await Promise.all([1, 2].map(() => send(path, "--journal", journal)))
    expect(outcomes.map(({ code }) => code).sort()).toEqual([0, expect.toBeOneOf([0, 2])])
    expect(numbers().sort()).toEqual(once(20))
  })

  it("sends nothing more when the journal cannot be written, and goes on later", async () => {
    const path = recipientsFile(people(60))
    const args = ["broadcast", document, "--csv", path, "--quiet"]
    // Files of at most 4 KB, as a disk that is nearly full.
    const limited = await faxInShell("trap '' XFSZ; ulimit -f 4; exec", args, { env })
    expect([limited.code, limited.stderr]).toEqual([
      2,
      expect.stringMatching(/journal cannot be written, so nothing more is sent: .*EFBIG/)
    ])
    const { answer } = await send(path)
    expect([answer.accepted, answer.unknown]).toEqual([60, 0])
    expect(numbers().sort()).toEqual(once(60))
  })

  it.each([0.1, 0.9])(
    "sends to nobody twice when a disk takes %d of the entry that says so",
    async (share) => {
      const one = (path: string, journal: string) => [
        "broadcast",
        document,
        "--csv",
        path,
        "--journal",
        journal,
        "--concurrency",
        "1",
        "-q"
      ]
      const model = join(home, `model-${share}.journal`)
      await fax(one(recipientsFile(people(3)), model), { env })
      const entries = readFileSync(model, "utf8").split(/(?<=\n)/)
      const second = entries.findLastIndex((line) => line.includes('"attempt"')) - 2
      const before = entries.slice(0, second).join("").length
      const limit = before + Math.ceil(share * (entries[second]?.length ?? 0))
      mock.reset()

      const path = recipientsFile(people(3))
      const journal = join(home, `full-${share}.journal`)
      const limited = await faxInShell(
        `trap '' XFSZ; prlimit --pid $$ --fsize=${limit} && exec`,
        one(path, journal),
        { env }
      )
      expect([limited.code, limited.stderr]).toEqual([2, expect.stringContaining("EFBIG")])
      const { answer } = await send(path, "--journal", journal)
      expect([answer.accepted, answer.unknown]).toEqual([3, 0])
      expect(numbers().sort()).toEqual(once(3))
    }
  )

  it("does not take for its own what another program sent to the number later", async () => {
    const path = recipientsFile(people(1))
    mock.setScenarios({ when: { operation: "send", nth: 1 }, do: { reset: "before_body" } })
    expect((await send(path)).code).toBe(7)
    mock.advance("10 minutes")
    const other = join(home, "menu.txt")
    writeFileSync(other, "Soup of the day\n")
    await fax(["send", other, "--to", "13862000000"], { env })
    const { answer } = await send(path)
    expect([answer.accepted, answer.unknown]).toEqual([1, 0])
    expect(mock.faxes().map(({ documents }) => documents[0]?.fileName)).toContain("letter.txt")
  })

  it.each([
    ["Name,Phone,Fax", "Ann,13862345678,13869999999", "Fax"],
    ["Id;To;Fax number", "7;Ann;13869999999", "Fax number"],
    ["sep=;\nTo;Name", "13869999999;Ann", "To"]
  ])("reads the numbers of %s from the column that is surest", async (headings, row, column) => {
    const path = recipientsFile([row], headings)
    const { stdout } = await fax(["broadcast", document, "--csv", path, "--dry-run", "--json"], {
      env
    })
    expect(JSON.parse(stdout)).toMatchObject({ column, recipients: ["13869999999"] })
  })

  it.each([
    ["has two columns Fax", "Fax,Fax", "13862000000,13862000001"],
    [
      "more than one of its columns may hold the numbers (10001, 13862345678)",
      "10001,13862345678",
      ""
    ]
  ])("asks which column it is when a file %s", async (what, first, second) => {
    const path = recipientsFile([second], first)
    const { code, stderr } = await fax(["broadcast", document, "--csv", path, "--dry-run"], { env })
    expect([code, stderr]).toEqual([2, expect.stringContaining(what)])
  })

  it("goes on with a lock that a power cut has emptied, and says what to do about one it cannot tell", async () => {
    const path = recipientsFile(people(2))
    const journal = join(home, "cut.journal")
    writeFileSync(`${journal}.lock`, "")
    const early = await send(path, "--journal", journal)
    expect([early.code, JSON.parse(early.stderr).error.message]).toEqual([
      2,
      `this broadcast is already running (one that is starting, ${journal}.lock); if that process is not fax, delete ${journal}.lock and ${journal}.lock.new`
    ])
    utimesSync(`${journal}.lock`, 0, 0)
    expect((await send(path, "--journal", journal)).code).toBe(0)
    expect(numbers().sort()).toEqual(once(2))
  })

  it("leaves the failures alone that somebody has corrected", async () => {
    const path = recipientsFile(["A,15005550099,1", "B,13862000000,2"], "Who,Where,Order")
    const columns = ["--column", "number=Where"]
    const { answer, code } = await send(path, ...columns)
    expect([code, answer.refused]).toEqual([1, 1])
    const corrected = readFileSync(answer.failures, "utf8").replace("15005550099", "13862000009")
    writeFileSync(answer.failures, corrected)
    const again = await fax(["broadcast", document, "--csv", path, ...columns], { env })
    expect(again.stderr).toContain(
      `The failures are in ${answer.failures}; send them again with --csv ${answer.failures} --column number=Where`
    )
    expect(readFileSync(answer.failures, "utf8")).toBe(corrected)
  })

  it("names the columns when it does not know which has the numbers", async () => {
    const path = recipientsFile(["A,13862000000"], "Who,Where")
    const { code, stderr } = await fax(["broadcast", document, "--csv", path], { env })
    expect([code, stderr]).toEqual([
      2,
      `fax: ${path} has no column for the numbers; it has Who, Where. Name it with --column number=HEADING\n`
    ])
  })

  it("refuses the journal of other documents", async () => {
    const path = recipientsFile(people(1))
    const journal = join(home, "one.journal")
    await send(path, "--journal", journal)
    writeFileSync(document, "Something else\n")
    const { code, stderr } = await send(path, "--journal", journal)
    expect([code, JSON.parse(stderr).error.message]).toEqual([
      2,
      `${journal} belongs to a broadcast of other documents; choose another journal`
    ])
  })

  it("stops at once when nothing can be sent at all", async () => {
    const path = recipientsFile(people(30))
    mock.setScenarios({ when: { operation: "send" }, do: { answer: { status: 402 } } })
    const { answer, code } = await send(path)
    expect([code, answer.accepted, answer.unknown]).toEqual([9, 0, 0])
    expect(answer.unsent).toBe(30)
  })

  it("leaves nothing but the journal and the failures", () => {
    expect(readdirSync(home).filter((name) => name.endsWith(".lock"))).toEqual([])
  })
})
