import { existsSync } from "node:fs"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { Reception } from "@faxingcenter/gateway"
import axeCore from "axe-core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { type Browser, chromium, type Page } from "playwright-core"
import { serveNode } from "../src/node/index.js"
import { gatewayConsole } from "./consoleServing.js"

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium"
/** Where pictures for the documentation go, when they are wanted. */
const pictures = process.env.CONSOLE_PICTURES

const desktop = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }

interface AxeResults {
  readonly violations: ReadonlyArray<{ id: string; nodes: ReadonlyArray<{ html: string }> }>
}

const axe = async (page: Page) => {
  // A strict policy keeps scripts out that are added to the page; this one is run by the debugger.
  await page.evaluate(axeCore.source)
  const results: AxeResults = await page.evaluate("axe.run(document)")
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)
}

if (!existsSync(executablePath)) console.log(`skipped: there is no Chromium at ${executablePath}`)

describe.skipIf(!existsSync(executablePath))("the console in a browser", () => {
  const scope = Effect.runSync(Scope.make())
  const problems: Array<string> = []
  let browser: Browser
  let url: string
  let gateway: Effect.Effect.Success<typeof gatewayConsole>

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] })
    gateway = await Effect.runPromise(Scope.extend(gatewayConsole, scope))
    const served = await Effect.runPromise(
      Scope.extend(serveNode(gateway.app, { port: 0, shutdownTimeout: 0 }), scope)
    )
    url = `${served.url}/console`
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await Effect.runPromise(Scope.close(scope, Exit.void))
  })

  /** A browser of somebody who has signed in. */
  const signedIn = async (
    name: string,
    role: "viewer" | "operator" | "admin",
    options: { viewport?: typeof phone; colorScheme?: "light" | "dark" } = {}
  ): Promise<Page> => {
    const { key } = await Effect.runPromise(gateway.operator(name, role))
    const page = await browser.newPage({ viewport: desktop, ...options })
    page.on("pageerror", (error) => problems.push(error.message))
    page.on("console", (message) => {
      const isRefusal = message.text().includes("401")
      if (message.type() === "error" && !isRefusal) problems.push(message.text())
    })
    await page.goto(`${url}/queue`)
    await page.getByLabel("Your key").fill(key)
    await page.getByRole("button", { name: "Sign in" }).click()
    await page.waitForSelector("#live.on")
    return page
  }
  const sent = (number: string, until: string) => Effect.runPromise(gateway.sent(number, until))

  it("shows what happens without being loaded anew", async () => {
    const page = await signedIn("live", "viewer")
    await page.getByText("No call is in progress").waitFor()
    await sent("13862345699", "Calling")
    await page.locator("#on-the-line").getByRole("link", { name: "13862345699" }).waitFor()
    await page.close()
    expect(problems.splice(0)).toEqual([])
  })

  it("settles an unknown outcome, which a second operator sees go", async () => {
    await sent("13862345672", "Failed")
    const anna = await signedIn("settler", "operator")
    const ben = await signedIn("watcher", "viewer")
    await ben.goto(`${url}/unknown`)
    await ben.waitForSelector("#live.on")
    expect(await ben.locator("#list").textContent()).toContain("13862345672")
    expect(await ben.getByRole("button", { name: "It arrived" }).count()).toBe(0)
    await anna.goto(`${url}/unknown`)
    await anna.getByLabel("Note for the audit log").first().fill("they rang back")
    if (pictures !== undefined) await anna.screenshot({ path: `${pictures}/console-settle.png` })
    await anna.getByRole("button", { name: "It arrived" }).first().click()
    await anna.waitForURL(`${url}/unknown`)
    await ben.getByText("There is nothing to settle").waitFor()
    await anna.goto(`${url}/audit`)
    expect(await anna.locator("#list").textContent()).toContain("they rang back")
    await anna.close()
    await ben.close()
    expect(problems.splice(0)).toEqual([])
  })

  it("cancels a call that is on", async () => {
    const id = await sent("13862345689", "Calling")
    const page = await signedIn("canceller", "operator")
    await page.goto(`${url}/messages/${id}`)
    await page.getByRole("button", { name: "Hang up and cancel" }).click()
    await page.getByRole("button", { name: "Hang up and cancel", disabled: true }).waitFor()
    expect((await Effect.runPromise(gateway.stateOf(id))).delivery.cancelRequested).toBe(true)
    await page.close()
    expect(problems.splice(0)).toEqual([])
  })

  it("adds a client, and shows its secret once", async () => {
    const page = await signedIn("adder", "admin")
    await page.goto(`${url}/clients`)
    await page.getByLabel("Name").fill("shop")
    await page.getByRole("button", { name: "Add client" }).click()
    await page.getByText("it is not shown again").waitFor()
    await page.goto(`${url}/clients`)
    expect(await page.getByText("it is not shown again").count()).toBe(0)
    expect(await page.locator("table").textContent()).toContain("shop")
    await page.close()
    expect(problems.splice(0)).toEqual([])
  })

  it("pauses the queue and holds a number, which a viewer sees at once and may not end", async () => {
    const anna = await signedIn("pauser", "operator")
    const ben = await signedIn("looker", "viewer")
    expect(await ben.getByRole("button", { name: "Pause the queue" }).count()).toBe(0)
    await anna.getByLabel("Why (for others and the audit log)").fill("work on the trunk")
    await anna.getByRole("button", { name: "Pause the queue" }).click()
    await ben.getByText("work on the trunk").waitFor()
    await anna.getByLabel("Number to hold").fill("+1 386 234 0000")
    await anna.getByRole("button", { name: "Hold", exact: true }).click()
    await ben.locator("#holds").getByText("+13862340000").waitFor()
    expect(await ben.getByRole("button", { name: /Release|Resume/ }).count()).toBe(0)
    expect(await axe(anna)).toEqual([])
    if (pictures !== undefined) await anna.screenshot({ path: `${pictures}/console-paused.png` })
    await anna.getByRole("button", { name: "Release +13862340000" }).click()
    await anna.getByRole("button", { name: "Resume the queue" }).click()
    await ben.getByText("No number is held").waitFor()
    await ben.getByText("work on the trunk").waitFor({ state: "detached" })
    await anna.close()
    await ben.close()
    expect(problems.splice(0)).toEqual([])
  })

  it("adds, tests and removes a webhook, and sets a client's limit", async () => {
    const page = await signedIn("hooker", "admin")
    await page.goto(`${url}/webhooks`)
    await page.getByLabel("URL").fill("http://127.0.0.1:1/hook")
    await page.getByRole("button", { name: "Add webhook" }).click()
    await page.getByText("Secret, to verify signatures with").waitFor()
    await page.getByRole("button", { name: "Test http://127.0.0.1:1/hook" }).click()
    await page.getByText("The test event did not arrive").waitFor()
    await page.getByRole("button", { name: "Remove http://127.0.0.1:1/hook" }).click()
    await page.getByText("This client has no webhook").waitFor()
    await page.goto(`${url}/clients`)
    await page.getByLabel("Requests a minute of billing; empty: no limit").fill("90")
    await page.getByRole("button", { name: "Set the limit of billing" }).click()
    await page.waitForURL(`${url}/clients`)
    expect(
      await page.getByLabel("Requests a minute of billing; empty: no limit").inputValue()
    ).toBe("90")
    await page.close()
    expect(problems.splice(0)).toEqual([])
  })

  it("shows the pages of a fax, which is noted", async () => {
    const id = await sent("13862345671", "Delivered")
    const page = await signedIn("reader", "operator")
    await page.goto(`${url}/messages/${id}`)
    await page.getByRole("link", { name: "Show the pages" }).click()
    const picture = page.getByRole("img", { name: "Page 1 of 1, of a.txt" })
    await picture.waitFor()
    // A strict policy keeps the page itself from waiting for it.
    await expect
      .poll(() => page.evaluate("document.querySelector('#page-1 img').naturalWidth"))
      .toBeGreaterThan(0)
    await page.goto(`${url}/audit`)
    expect(await page.locator("#list").textContent()).toContain("message.pages")
    await page.close()
    expect(problems.splice(0)).toEqual([])
  })

  /** What the audit log says that somebody did, the newest first. */
  const actsOf = async (page: Page, name: string) => {
    await page.goto(`${url}/audit`)
    const rows = page.locator("#list tr", { has: page.getByText(name, { exact: true }) })
    const acts = await rows.locator("td:nth-of-type(3)").allTextContents()
    return acts.filter((act) => !act.startsWith("operator."))
  }

  it("sends again, and settles as failed", async () => {
    const over = await sent("13862345671", "Delivered")
    const unknown = await sent("13862345672", "Failed")
    const page = await signedIn("again", "operator")
    await page.goto(`${url}/messages/${over}`)
    await page.getByLabel("It may arrive twice").check()
    await page.getByRole("button", { name: "Send again" }).click()
    await page.getByRole("heading", { name: "Attempts" }).waitFor()
    await page.goto(`${url}/messages/${unknown}`)
    await page.getByLabel("Or why it failed").selectOption("busy")
    await page.getByRole("button", { name: "It failed" }).click()
    await page.getByRole("button", { name: "It failed" }).waitFor({ state: "detached" })
    expect(await actsOf(page, "again")).toEqual(["message.resolve", "message.resend"])
    await page.close()
    expect(problems.splice(0)).toEqual([])
  })

  it("gives a client a new secret, and revokes it", async () => {
    const page = await signedIn("rotator", "admin")
    await page.goto(`${url}/clients`)
    await page.getByLabel("Name").fill("old shop")
    await page.getByRole("button", { name: "Add client" }).click()
    await page.getByText("it is not shown again").waitFor()
    await page.goto(`${url}/clients`)
    await page.getByRole("button", { name: "New secret for old shop" }).click()
    await page.getByText("it is not shown again").waitFor()
    await page.goto(`${url}/clients`)
    await page.getByRole("button", { name: "Revoke old shop" }).click()
    await page.getByRole("button", { name: "Revoke old shop" }).waitFor({ state: "detached" })
    expect(await actsOf(page, "rotator")).toEqual(["client.revoke", "client.rotate", "client.add"])
    await page.close()
    expect(problems.splice(0)).toEqual([])
  })

  it("replays a webhook's post", async () => {
    const page = await signedIn("replayer", "operator")
    await page.goto(`${url}/webhooks`)
    await page.getByLabel("URL").fill("http://127.0.0.1:1/again")
    await page.getByRole("button", { name: "Add webhook" }).click()
    await page.getByText("Secret, to verify signatures with").waitFor()
    await page.goto(`${url}/webhooks`)
    await sent("13862345671", "Delivered")
    await page.getByRole("button", { name: "Replay" }).first().click()
    await page.waitForURL(/webhooks/)
    await page.getByRole("button", { name: "Remove http://127.0.0.1:1/again" }).click()
    await page.getByText("This client has no webhook").waitFor()
    expect(await actsOf(page, "replayer")).toEqual([
      "webhook.remove",
      "webhook.replay",
      "webhook.add"
    ])
    await page.close()
    expect(problems.splice(0)).toEqual([])
  })

  it("gives a received fax to a client, announces it again, and deletes it", async () => {
    await Effect.runPromise(
      gateway.within(
        Effect.flatMap(Reception, ({ take }) =>
          take({
            line: "test",
            remoteId: "browser",
            receivedAt: DateTime.unsafeMake("2026-11-29T12:00:00Z"),
            pages: 1,
            partial: false,
            from: "018555808797",
            tiff: Uint8Array.of(0x49, 0x49, 42, 0)
          })
        )
      )
    )
    const page = await signedIn("receiver", "operator")
    await page.goto(`${url}/received?nobody=1`)
    await page.getByRole("link", { name: "018555808797" }).click()
    await page.getByRole("button", { name: "Assign to this client" }).click()
    await page.getByRole("button", { name: "Mark as read" }).click()
    await page.getByRole("button", { name: "Mark as unread" }).click()
    await page.getByRole("button", { name: "Mark as read" }).waitFor()
    await page.getByRole("button", { name: "Announce again" }).click()
    await page.getByRole("button", { name: "Delete permanently" }).click()
    await page.waitForURL(/received$/)
    expect(await actsOf(page, "receiver")).toEqual([
      "received.remove",
      "received.redeliver",
      "received.unread",
      "received.read",
      "received.assign"
    ])
    await page.close()
    expect(problems.splice(0)).toEqual([])
  })

  it.each([
    ["desktop", "light", "cleo"],
    ["desktop", "dark", "dora"],
    ["phone", "light", "ella"],
    ["phone", "dark", "fred"]
  ] as const)("is accessible on every page: %s, %s", async (screen, colorScheme, name) => {
    const failed = await sent("13862345671", "Delivered")
    const page = await signedIn(name, "admin", {
      viewport: screen === "phone" ? phone : desktop,
      colorScheme
    })
    for (const path of [
      "queue",
      "messages",
      `messages/${failed}`,
      `messages/${failed}/pages`,
      `messages/${failed}/receipt`,
      "unknown",
      "webhooks",
      "clients",
      "health",
      "audit"
    ]) {
      await page.goto(`${url}/${path}`)
      expect(await axe(page), path).toEqual([])
      const overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
      )
      expect(overflow, `${path} scrolls sideways`).toBe(0)
      const header = await page.locator("body > header").boundingBox()
      expect(header?.height, `the page is seen at once under the header of ${path}`).toBeLessThan(
        screen === "phone" ? 200 : 80
      )
      if (pictures !== undefined) {
        const name = path.startsWith("messages/") ? (path.split("/")[2] ?? "message") : path
        await page.screenshot({ path: `${pictures}/console-${name}-${screen}-${colorScheme}.png` })
      }
    }
    await page.getByRole("button", { name: "Sign out" }).click()
    await page.getByRole("heading", { name: "Sign in" }).waitFor()
    expect(await axe(page)).toEqual([])
    await page.close()
    expect(problems.splice(0)).toEqual([])
  })
})
