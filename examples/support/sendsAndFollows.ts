import { createMockServer } from "@faxingcenter/mock-server"
import { afterAll, expect, it } from "vitest"
import { account, order, patience, start } from "./program.js"

/** What every program does that sends a file to some numbers and follows each fax to its end. */
export const sendsAndFollows = (main: URL) => {
  const mock = createMockServer()
  afterAll(() => mock.close())
  const run = async (...args: ReadonlyArray<string>) =>
    start(main, args, account((await mock.listen()).url)).ended

  it("sends a file and follows it to its end", patience, async () => {
    const running = run(order, "15005550007", "15005550002")
    await mock.waitFor({ document: "purchase-order.pdf" }, { count: 2, timeout: "1 minute" })
    mock.runToEnd()
    const { stdout } = await running
    expect(stdout).toMatch(/^accepted as [0-9a-f]{32}$/m)
    expect(stdout).toContain("15005550007 delivered (3 pages)")
    expect(stdout).toContain("15005550002 failed")
  })

  it("says what to do about a number that is refused", patience, async () => {
    const { code, stderr } = await run(order, "15005550099")
    expect(stderr).toMatch(/^Mend the number: Phone number is invalid/m)
    expect(code).toBe(1)
  })

  it("says what is missing before anything is sent", patience, async () => {
    const { code, stderr } = await run("no such file", "15005550001")
    expect(stderr).toContain("no such file")
    expect(code).toBe(1)
    expect(mock.faxes({ number: "15005550001" })).toEqual([])
  })
}
