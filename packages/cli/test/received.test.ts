import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { createMockServer } from "@faxingcenter/mock-server"
import { layer } from "@faxingcenter/pages"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { fax, home } from "./fax.js"

const mock = createMockServer({ pages: layer() })
const env: Record<string, string> = {
  FAXINGCENTER_CLIENT_ID: "demo",
  FAXINGCENTER_CLIENT_SECRET: "demo"
}
const nobodys = "f".repeat(32)

/** Of the fax that came first, and of the one that came last. */
let [order, broken] = ["", ""]

beforeAll(async () => {
  env.FAXINGCENTER_BASE_URL = (await mock.listen()).url
  const first = await mock.receive({
    from: "13055550100",
    to: "4711",
    callerName: "ACME",
    subaddress: "17",
    remoteStation: "ACME FAX",
    document: {
      fileName: "order.txt",
      bytes: Buffer.from("One order of quartz").toString("base64")
    }
  })
  mock.advance("2 hours")
  const last = await mock.receive({ remoteStation: "+49 30", problem: "E103: lost carrier" })
  ;[order, broken] = [first.receivedFaxId, last.receivedFaxId]
})
afterAll(() => mock.close())

const received = (...args: ReadonlyArray<string>) => fax(["received", ...args], { env })
const json = async (...args: ReadonlyArray<string>) => {
  const { code, stderr, stdout } = await received(...args, "--json")
  expect([code, stderr]).toEqual([0, ""])
  return JSON.parse(stdout)
}

describe("fax received", () => {
  it("list prints the newest first, says who they are from, and goes on page by page", async () => {
    const { code, stdout, stderr } = await received("list")
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout.split("\n").map((row) => row.trim().split(/ {2,}/).slice(1))).toEqual([
      ["FROM", "TO", "PAGES", "ID"],
      ["new", '"+49 30"', "-", "0 (partial)", broken],
      ["new", "13055550100", "4711", "1", order],
      []
    ])
    const page = await json("list", "--limit", "1")
    expect(page).toMatchObject({ faxes: [{ receivedFaxId: broken }], next: broken })
    const rest = await json("list", "--before", page.next)
    expect(rest).toMatchObject({ faxes: [{ receivedFaxId: order }] })
    expect(rest).not.toHaveProperty("next")
    const none = await received("list", "--called", "4712")
    expect([none.code, none.stdout, none.stderr]).toEqual([0, "", "Nothing received\n"])
    expect(await json("list", "--called", "4711", "--caller", "13055550100")).toEqual(rest)
  })

  it("show tells all that is known, for people and as the gateway writes it", async () => {
    const { code, stdout } = await received("show", order)
    expect(code).toBe(0)
    const rows = stdout.split("\n").map((row) => row.trim().split(/ {2,}/))
    expect(Object.fromEntries(rows)).toMatchObject({
      from: "13055550100",
      caller: "ACME",
      station: "ACME FAX (as its machine says)",
      to: "4711",
      subaddress: "17",
      pages: "1",
      call: "30 s",
      speed: "14400 bit/s",
      coding: "MMR, errors corrected",
      resolution: "fine",
      channel: "simulated",
      read: "no",
      document: expect.stringMatching(/^\d+ bytes, SHA-256 [0-9a-f]{64}$/),
      id: order
    })
    expect(await json("show", order.toUpperCase())).toMatchObject({
      receivedFaxId: order,
      channel: "simulated",
      read: false
    })
    const cut = await received("show", broken)
    expect(cut.stdout).toMatch(/^problem +E103: lost carrier$/m)
    expect(cut.stdout).toMatch(/^document +none$/m)
  })

  it("get writes what the name of its file asks for, and one page as png", async () => {
    const begins = (path: string) => readFileSync(path).subarray(0, 4).toString("latin1")
    const path = (name: string) => join(home, name)
    expect(await json("get", order, "--out", path("a.pdf"))).toMatchObject({
      receivedFaxId: order,
      path: path("a.pdf"),
      size: readFileSync(path("a.pdf")).length
    })
    await json("get", order, "--out", path("a.png"), "--page", "1")
    // Into the folder where it is called, under its own name.
    const { code, stderr } = await received("get", order)
    const own = path(`fax-${order}.tif`)
    expect([code, stderr]).toEqual([
      0,
      `Wrote the fax to fax-${order}.tif, ${readFileSync(own).length} bytes\n`
    ])
    expect([begins(path("a.pdf")), begins(path("a.png")), begins(own)]).toEqual([
      "%PDF",
      "\x89PNG",
      "II*\0"
    ])
    const page = await received("get", order, "--page", "1")
    expect([page.code, page.stderr]).toMatchObject([
      2,
      expect.stringContaining("--page is for --format png; a tiff has all")
    ])
    const none = await received("get", broken, "--out", path("none.tif"))
    expect([none.code, existsSync(path("none.tif"))]).toEqual([4, false])
    expect(none.stderr).toContain("No page of it arrived")
    const nowhere = await received("get", order, "--out", path("no/folder.tif"))
    expect([nowhere.code, nowhere.stderr]).toMatchObject([
      74,
      expect.stringContaining("cannot be written")
    ])
  })

  it("read marks it, and --undo takes that back", async () => {
    const { code, stderr, stdout } = await received("read", order)
    expect([code, stdout, stderr]).toEqual([0, "", `${order} is marked read\n`])
    expect(await json("list", "--unread")).toMatchObject({ faxes: [{ receivedFaxId: broken }] })
    expect(await json("read", order, "--undo")).toMatchObject({ receivedFaxId: order, read: false })
  })

  it("redeliver and delete say what they did, and what is not there", async () => {
    const again = await received("redeliver", order)
    expect([again.code, again.stdout, again.stderr]).toEqual([
      0,
      "",
      `${order} is announced again\n`
    ])
    expect(await json("redeliver", order)).toMatchObject({ receivedFaxId: order })
    expect(await json("delete", order)).toEqual({ receivedFaxId: order, deleted: true })
    const gone = await received("delete", broken)
    expect([gone.code, gone.stderr]).toEqual([0, `${broken} is deleted\n`])
    expect(await json("list")).toEqual({ faxes: [] })
    for (const verb of ["show", "get", "read", "redeliver", "delete"]) {
      const { code, stderr, stdout } = await received(verb, nobodys)
      expect([verb, code, stdout]).toEqual([verb, 4, ""])
      expect(stderr).toContain("no such received fax")
    }
    const typo = await received("show", "4711")
    expect([typo.code, typo.stderr]).toMatchObject([
      2,
      expect.stringContaining("4711 is not the id of a received fax")
    ])
  })
})
