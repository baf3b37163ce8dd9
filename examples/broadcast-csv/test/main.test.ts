import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { createMockServer, faults } from "@faxingcenter/mock-server"
import { afterAll, expect, it } from "vitest"
import { account, order, patience, start } from "../../support/program.js"

const folder = mkdtempSync(`${tmpdir()}/broadcast-`)
afterAll(() => rmSync(folder, { recursive: true }))

/** Numbers that are delivered. */
const many = Array.from({ length: 450 }, (_, index) => `1386234${String(index).padStart(4, "0")}`)

const listOf = (name: string, numbers: ReadonlyArray<string>) => {
  const file = `${folder}/${name}.csv`
  const rows = numbers.map((number, index) => `"Customer ${index}, Inc.",${number}`)
  writeFileSync(file, ["name,fax", ...rows, ""].join("\r\n"))
  return file
}

const main = new URL("../src/main.ts", import.meta.url)
const broadcast = (url: string, file: string) => start(main, [order, file], account(url))

it("sends once each, whatever is refused and whatever answer is lost", patience, async () => {
  const mock = createMockServer({
    scenarios: [faults.reset("after_acceptance", { operation: "send", nth: 1 })]
  })
  const { url } = await mock.listen()
  const numbers = ["15005550002", "15005550099", ...many, ...many.slice(0, 10)]
  const file = listOf("losses", numbers)
  const { ended } = broadcast(url, file)
  await mock.waitFor({}, { count: 451, timeout: "1 minute" })
  mock.runToEnd()
  expect((await ended).stdout).toBe("accepted: 451, refused: 1\ndelivered: 450, failed: 2\n")
  expect(
    mock
      .faxes()
      .map(({ number }) => number)
      .sort()
  ).toEqual(["15005550002", ...many].sort())
  expect(readFileSync(`${file}.failed.csv`, "utf8")).toBe(
    'name,fax,why\n"Customer 0, Inc.","15005550002","failed"\n"Customer 1, Inc.","15005550099","refused"\n'
  )
  await mock.close()
})

it("goes on after kill -9 without sending anything twice", patience, async () => {
  const mock = createMockServer()
  const { url } = await mock.listen()
  const file = listOf("killed", many)
  const first = broadcast(url, file)
  await mock.waitFor({}, { count: 150, timeout: "1 minute" })
  first.child.kill("SIGKILL")
  await first.ended
  const { ended } = broadcast(url, file)
  await mock.waitFor({}, { count: 450, timeout: "1 minute" })
  mock.runToEnd()
  expect((await ended).stdout).toBe("accepted: 450, refused: 0\ndelivered: 450, failed: 0\n")
  expect(
    mock
      .faxes()
      .map(({ number }) => number)
      .sort()
  ).toEqual(many)
  await mock.close()
})
