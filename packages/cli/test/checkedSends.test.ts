import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "@effect/vitest"
import { fax, home } from "./fax.js"
import { mockService } from "./mockService.js"

const good = join(home, "good.txt")
const bad = join(home, "bad.pdf")
const { env, mock } = mockService()

beforeAll(() => {
  writeFileSync(good, "One page\n")
  writeFileSync(bad, "%PDF-1.4\nThis is no PDF that anybody could print.\n")
})

describe("documents before they are sent", () => {
  it("are looked at: what cannot be faxed is refused, and nothing is sent", async () => {
    const { code, stderr, stdout } = await fax(["send", good, bad, "--to", "15005550001"], { env })
    expect([code, stdout]).toEqual([5, ""])
    expect(stderr).toMatch(/^fax: the documents cannot be faxed as they are.*bad\.pdf[^\n]*--force/)
    const csv = join(home, "two.csv")
    writeFileSync(csv, "15005550001\n15005550007\n")
    expect(await fax(["broadcast", bad, "--csv", csv], { env })).toMatchObject({ code: 5 })
    expect(mock.faxes()).toEqual([])
  })

  it("are sent all the same with --force", async () => {
    const sent = await fax(["send", bad, "--to", "15005550001", "--force", "-q"], { env })
    expect(sent.code).toBe(0)
    expect(mock.faxes()).toHaveLength(1)
  })
})
