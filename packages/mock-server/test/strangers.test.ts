import { existsSync } from "node:fs"
import { createServer, type Server } from "node:http"
import { layer as pagesLayer } from "@faxingcenter/pages"
import { type Browser, chromium } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { createMockServer, type MockServer } from "../src/index.js"

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium"

/** What a page of another site can make a browser do, told as plain data once all of it was tried. */
const attack = (mock: string, messageId: string) => `<!DOCTYPE html><title>prizes</title>
<form id="form" method="post" target="frame" action="${mock}/_mock/ui/faxes/${messageId}">
  <input name="do" value="delete"><input name="back" value="/"></form>
<iframe name="frame"></iframe>
<script>
const tried = async (what) => { try { return await what() } catch (error) { return error.name } }
const loaded = (tag, name, url) => new Promise((resolve) => {
  const it = document.createElement(tag)
  it.onload = () => resolve("loaded")
  it.onerror = () => resolve("refused")
  it[name] = url
  document.body.append(it)
})
const text = async (url, init) => (await fetch(url, init)).text()
const post = { method: "POST", mode: "no-cors", body: "{}", headers: { "content-type": "text/plain" } }
const run = async () => {
  form.submit()
  return {
    read: await tried(() => text("${mock}/_mock/faxes")),
    reset: await tried(async () => (await fetch("${mock}/_mock/reset", post)).type),
    remove: await tried(() => text("${mock}/_mock/faxes/${messageId}", { method: "DELETE" })),
    events: await new Promise((resolve) => {
      const source = new EventSource("${mock}/_mock/events")
      source.addEventListener("open", () => resolve("opened"))
      source.onerror = () => resolve("refused")
    }),
    image: await loaded("img", "src", "${mock}/_mock/faxes/${messageId}/pages/1.png"),
    script: await loaded("script", "src", "${mock}/_mock/openapi.json")
  }
}
</script>`

describe.skipIf(!existsSync(executablePath))("a page of another site, in a browser", () => {
  let browser: Browser
  let mock: MockServer
  let site: Server
  let port: number
  let sitePort: number
  let page = ""

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath,
      args: ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP evil.example 127.0.0.1"]
    })
    mock = createMockServer({ pages: pagesLayer({ workers: 1 }) })
    port = (await mock.listen()).port
    site = createServer((_, answer) => {
      answer.setHeader("content-type", "text/html")
      answer.end(page)
    })
    await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve))
    const address = site.address()
    sitePort = typeof address === "object" ? (address?.port ?? 0) : 0
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await mock?.close()
    site?.close()
  })

  const visit = async (url: string) => {
    const tab = await browser.newPage()
    await tab.goto(url)
    return tab
  }

  it.each(["evil.example", "127.0.0.1"])("at %s learns and changes nothing", async (host) => {
    mock.reset()
    const [fax] = mock.seed([{ number: "15005550001" }])
    page = attack(`http://127.0.0.1:${port}`, fax?.messageId ?? "")
    const tab = await visit(`http://${host}:${sitePort}/`)
    expect(await tab.evaluate("run()")).toEqual({
      read: "TypeError",
      reset: "TypeError",
      remove: "TypeError",
      events: "refused",
      image: "refused",
      script: "refused"
    })
    expect(tab.frames()).toHaveLength(2)
    expect(mock.faxes()).toHaveLength(1)
    await tab.close()
  })

  it("whose name comes to mean this machine is refused", async () => {
    const tab = await browser.newPage()
    for (const path of ["/", "/_mock/faxes", "/_mock/events", "/_mock/ui/site.js"]) {
      const answer = await tab.goto(`http://evil.example:${port}${path}`)
      expect([path, answer?.status()]).toEqual([path, 403])
      expect(await answer?.text()).toContain("does not accept requests for the host evil.example")
    }
    await tab.close()
  })

  it("cannot show the inbox in a frame of its own", async () => {
    page = `<iframe src="http://127.0.0.1:${port}/"></iframe>`
    const tab = await visit(`http://evil.example:${sitePort}/`)
    const [, frame] = tab.frames()
    expect(await frame?.evaluate("document.body.innerText")).not.toContain("Inbox")
    await tab.close()
  })

  it("may link to the inbox", async () => {
    page = `<a href="http://127.0.0.1:${port}/">the inbox</a>`
    const tab = await visit(`http://evil.example:${sitePort}/`)
    await tab.getByText("the inbox").click()
    await tab.waitForSelector("#live.on")
    await tab.close()
  })
})
