import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { FaxingCenter } from "@faxingcenter/core/promise"
import { layer as pagesLayer } from "@faxingcenter/pages"
import axeCore from "axe-core"
import { type Browser, chromium, type Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { createMockServer, type MockServer } from "../src/index.js"

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium"
const reference = new URL("images/letter-page-1.png", import.meta.url)

const desktop = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }
const letter = Array.from({ length: 90 }, (_, line) => `Line ${line + 1} of a letter.`).join("\n")

interface AxeResults {
  readonly violations: ReadonlyArray<{ id: string; nodes: ReadonlyArray<{ html: string }> }>
}

const axe = async (page: Page) => {
  // A strict policy keeps scripts out that are added to the page; this one is run by the debugger.
  await page.evaluate(axeCore.source)
  const results: AxeResults = await page.evaluate("axe.run(document)")
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)
}

describe.skipIf(!existsSync(executablePath))("the inbox in a browser", () => {
  let browser: Browser
  let mock: MockServer
  let url: string
  let fax: FaxingCenter
  const problems: Array<string> = []

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] })
    mock = createMockServer({ pages: pagesLayer({ workers: 1 }) })
    url = (await mock.listen()).url
    fax = new FaxingCenter({ clientId: "demo", clientSecret: "demo", baseUrl: url })
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await mock?.close()
  })

  const send = async (to: string, reference?: string) => {
    const { messages } = await fax.send({
      to: { number: to, reference },
      documents: new File([letter], "letter.txt")
    })
    return messages[0]?.messageId ?? ""
  }

  /** Opens an address, in a browser that tells of everything it did not like. */
  const open = async (
    path: string,
    test: (page: Page) => Promise<void>,
    options: {
      viewport?: typeof phone
      colorScheme?: "light" | "dark"
      timezoneId?: string
    } = {}
  ) => {
    const page = await browser.newPage({ viewport: desktop, ...options })
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(`${message.text()} ${message.location().url}`)
    })
    page.on("pageerror", (error) => problems.push(error.message))
    try {
      await page.goto(url + path)
      await page.waitForSelector("#live.on")
      await test(page)
    } finally {
      await page.close()
    }
    expect(problems.splice(0)).toEqual([])
  }

  it("shows a fax as it arrives, and how it goes on, without being loaded anew", () =>
    open("/", async (page) => {
      await page.getByText("No fax yet").waitFor()
      const id = await send("15005550002", "order 7")
      const item = page.locator(`#fax-${id}`)
      await item.waitFor()
      expect(await item.textContent()).toContain("Processing")
      mock.runToEnd()
      await item.getByText("Failed: busy").waitFor()
      expect(await page.locator("#news").textContent()).toBe("A new fax")
    }))

  it("lets a person fail a fax, which the client then learns", async () => {
    mock.reset()
    mock.freeze()
    const id = await send("15005550001")
    await open(`/?fax=${id}`, async (page) => {
      await page.keyboard.press("f")
      await page.keyboard.press("n")
      await page.locator("#reason").selectOption("no_fax_tone")
      await page.getByRole("button", { name: "Fail" }).click()
      await page.locator("#status").getByText("Failed: no fax tone").waitFor()
      expect(await page.locator("#timeline").textContent()).toContain(
        "Failed, no more calls: no fax tone"
      )
    })
    expect(mock.fax(id)?.reason).toBe("no_fax_tone")
    expect((await fax.message(id)).status).toBe("failed")
  })

  it("holds, releases, delivers and deletes by keyboard alone", async () => {
    const id = await send("15005550001")
    await open(`/?fax=${id}`, async (page) => {
      await page.keyboard.press("h")
      await page.locator("#status").getByText("On hold", { exact: true }).waitFor()
      await page.keyboard.press("h")
      await page.locator("#status").getByText("Processing", { exact: true }).waitFor()
      await page.keyboard.press("d")
      await page.locator("#status").getByText("Delivered", { exact: true }).waitFor()
      await page.keyboard.press("Delete")
      await page.waitForURL(`${url}/`)
      expect(mock.fax(id)).toBeUndefined()
    })
  })

  it("puts back what was deleted, ten faxes of a job or all there are", async () => {
    mock.reset()
    const { messages } = await fax.send({
      to: Array.from({ length: 10 }, (_, index) => `1500555000${index % 2 === 0 ? 1 : 3}`),
      documents: new File([letter], "letter.txt")
    })
    mock.runToEnd()
    await send("15005550001")
    const kept = () => mock.faxes().map(({ messageId }) => messageId)
    const before = kept()
    await open(`/?fax=${messages[0]?.messageId}`, async (page) => {
      await page.getByRole("button", { name: "Delete 10 faxes" }).waitFor()
      await page.keyboard.press("Delete")
      await page.waitForURL(`${url}/`)
      expect(mock.faxes()).toHaveLength(1)
      await page.getByRole("button", { name: "Undo deleting 10 faxes" }).waitFor()
      await page.keyboard.press("u")
      await page.locator("#list").getByText("11 faxes").waitFor()
      expect(kept()).toEqual(before)
      await page.getByRole("button", { name: "Delete all" }).click()
      await page.getByText("No fax yet").waitFor()
      await page.getByRole("button", { name: "Undo deleting 11 faxes" }).click()
      await page.locator("#list").getByText("11 faxes").waitFor()
      expect(kept()).toEqual(before)
    })
  })

  it("says when in the time of whoever looks, with its zone, and how long ago by the mock's clock", async () => {
    mock.reset()
    const id = await send("15005550001")
    mock.advance("3 hours")
    const later = await send("15005550001")
    mock.runToEnd()
    const zone = { timezoneId: "Asia/Tokyo" }
    await open(
      `/?fax=${later}`,
      async (page) => {
        const time = page.locator(`#fax-${id} time`)
        expect(await time.textContent()).toBe("3 h ago")
        const at = new Date((await time.getAttribute("datetime")) ?? "")
        const tokyo = new Date(at.getTime() + 9 * 3_600_000).toISOString()
        expect(await time.getAttribute("title")).toBe(
          `${tokyo.slice(0, 19).replace("T", " ")} GMT+9`
        )
        for (const text of await page.locator("#detail time").allTextContents()) {
          expect(text).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d GMT\+9$/)
        }
      },
      zone
    )
    // Without its script, a page tells the time in UTC.
    const html = await (await fetch(url)).text()
    expect(html).toMatch(/<time [^>]*>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC<\/time>/)
  })

  it("searches while somebody types, and leaves open what is open", async () => {
    mock.reset()
    const older = await send("15005550001", "older")
    const newer = await send("15005550003", "newer")
    await open(`/?fax=${older}`, async (page) => {
      await page.locator("#q").fill("newer")
      await page.locator(`#fax-${older}`).waitFor({ state: "detached" })
      expect(await page.locator(`#fax-${newer}`).count()).toBe(1)
      expect(new URL(page.url()).search).toBe(`?q=newer&fax=${older}`)
      expect(await page.locator("#detail").getAttribute("data-fax")).toBe(older)
      await page.locator("#q").fill("")
      await page.locator(`#fax-${older}`).waitFor()
    })
  })

  it("moves the clock, and has things go wrong, by hand", async () => {
    mock.reset()
    mock.freeze()
    const id = await send("15005550002")
    await open("/_mock/ui/line", async (page) => {
      const before = mock.now
      await page.getByRole("button", { name: "+ 1 hour" }).first().click()
      await expect.poll(() => mock.now - before).toBe(3_600_000)
      await expect.poll(() => mock.fax(id)?.status).toBe("failed")
      await page.getByRole("button", { name: "Start" }).first().click()
      await expect.poll(() => mock.isFrozen).toBe(false)
      await page.locator("#preset").selectOption({ label: "the account has no funds" })
      await page.getByRole("button", { name: "Add", exact: true }).click()
      await page.getByText("the account has no funds: ").waitFor()
      await expect(send("15005550001")).rejects.toMatchObject({ name: "InsufficientFunds" })
      await page.getByRole("button", { name: "Remove 1" }).click()
      await page.getByText("No faults").waitFor()
      expect(await send("15005550001")).not.toBe("")
    })
  })

  it("goes from fax to fax, searches and shows help by keyboard", async () => {
    mock.reset()
    const older = await send("15005550001", "older")
    mock.advance("1 minute")
    const newer = await send("15005550003", "newer")
    await open("/", async (page) => {
      await page.keyboard.press("j")
      await page.keyboard.press("j")
      await page.keyboard.press("Enter")
      await page.waitForURL(new RegExp(`fax=${older}`))
      await page.keyboard.press("k")
      await page.waitForURL(new RegExp(`fax=${newer}`))
      await page.waitForSelector("#live.on")
      await page.keyboard.press("?")
      expect(await page.locator("#help").isVisible()).toBe(true)
      await page.keyboard.press("Escape")
      await page.keyboard.press("/")
      await page.keyboard.type("older")
      await page.keyboard.press("Enter")
      await page.waitForURL(/q=older/)
      expect(await page.locator("a.fax").count()).toBe(1)
    })
  })

  it("shows the pages as the recipient gets them, to the dot", async () => {
    const id = await send("15005550001")
    await open(`/?fax=${id}`, async (page) => {
      const image = page.locator("#page-1 img")
      await image.scrollIntoViewIfNeeded()
      const loadedWidth = () => page.evaluate("document.querySelector('#page-1 img').naturalWidth")
      await expect.poll(loadedWidth).toBeGreaterThan(0)
      expect(await page.locator("#sheets figure").count()).toBe(2)
      await page.keyboard.press("+")
      expect(await page.locator("#zoom").textContent()).toBe("125 %")
      await page.keyboard.press("c")
      expect(await page.locator("#originals iframe").isVisible()).toBe(true)
      const answer = await page.request.get(`${url}/_mock/faxes/${id}/pages/1.png?width=864`)
      const png = await answer.body()
      expect(Buffer.compare(png, await readFile(reference))).toBe(0)
    })
  })

  it("gives the fax as TIFF and as PDF", async () => {
    const id = await send("15005550001")
    const download = async (name: string) => {
      const answer = await mock.fetch(`/_mock/faxes/${id}/${name}`)
      const start = new TextDecoder().decode((await answer.arrayBuffer()).slice(0, 4))
      return [start, answer.headers.get("content-disposition")?.split(";", 2).join(";")]
    }
    expect(await download("fax.tiff")).toEqual(["II*\0", 'attachment; filename="fax.tiff"'])
    expect(await download("fax.pdf")).toEqual(["%PDF", 'attachment; filename="fax.pdf"'])
  })

  it("shows the request as curl and as code, which a shell and a program run as they are", async () => {
    const name = `it's "$HOME" \\ \`x\`.txt`
    const recipients = [{ number: "15005550001", reference: "it's $HOME" }, "15005550002"]
    const { messages } = await fax.send({
      to: recipients,
      reference: "batch `7` \\",
      documents: [new File([letter], "letter.txt"), new File(["Hello"], name)]
    })
    const { token } = await fax.authenticate()
    const folder = await mkdtemp(join(tmpdir(), "fax-inbox-"))
    await writeFile(join(folder, "letter.txt"), letter)
    await writeFile(join(folder, name), "Hello")
    /** What is in the mock of a job, without what each job has of its own. */
    const jobOf = (sendId: string | undefined) =>
      mock
        .faxes({ sendId: sendId ?? "" })
        .map(({ documents, jobReference, number, reference }) => ({
          documents,
          jobReference,
          number,
          reference
        }))
    const run = (command: string, args: ReadonlyArray<string>, cwd = folder) =>
      promisify(execFile)(command, [...args], {
        cwd,
        env: {
          ...process.env,
          TOKEN: token,
          FAXINGCENTER_CLIENT_ID: "demo",
          FAXINGCENTER_CLIENT_SECRET: "demo"
        }
      })
    await open(`/?fax=${messages[0]?.messageId}`, async (page) => {
      await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
      await page.getByText("Request and answer").click()
      const copied = async (title: string): Promise<string> => {
        // A fax that arrives at that moment is announced in the same place, and then it is copied again.
        for (let tries = 0; tries < 10; tries++) {
          await page.getByRole("button", { name: `Copy ${title}`, exact: true }).click()
          const news = page.locator("#news").getByText("Copied")
          const isSaid = news.waitFor({ state: "attached", timeout: 2_000 }).then(
            () => true,
            () => false
          )
          if (await isSaid) return page.evaluate("navigator.clipboard.readText()")
        }
        throw new Error(`${title} is not said to be copied`)
      }
      const answer = JSON.parse((await copied("Answer")).split("\n\n")[1] ?? "")
      const sent = jobOf(answer.request_reference)
      expect(sent).toHaveLength(2)
      for (const shell of ["sh", "bash"]) {
        const { stdout } = await run(shell, ["-c", await copied("As curl")])
        const other = JSON.parse(stdout)
        expect(Object.keys(other)).toEqual(Object.keys(answer))
        expect(other.request_reference).not.toBe(answer.request_reference)
        expect(jobOf(other.request_reference)).toEqual(sent)
      }
      const program = `${await copied("As TypeScript")}\nconsole.log(sendId)\n`
      const place = fileURLToPath(new URL("../.tmp/copied/", import.meta.url))
      await mkdir(place, { recursive: true })
      await writeFile(`${place}send.mts`, program)
      await writeFile(
        `${place}tsconfig.json`,
        `{ "extends": "../../../../tsconfig.base.json", "compilerOptions": { "types": ["node"] } }`
      )
      const root = fileURLToPath(new URL("../../..", import.meta.url))
      const { stdout } = await run(process.execPath, [
        "--import",
        `${root}/node_modules/tsx/dist/esm/index.mjs`,
        `${place}send.mts`
      ])
      expect(jobOf(stdout.trim())).toEqual(sent)
      const bin = `${root}/node_modules/.bin/tsc`
      expect((await run(bin, ["--noEmit", "-p", place, "--composite", "false"])).stdout).toBe("")
      expect(await page.locator("#raw-request").textContent()).toContain("Bearer [redacted]")
      // What is hidden from view far below must not make the page itself scroll.
      const overflow =
        "document.documentElement.scrollHeight - document.documentElement.clientHeight"
      expect(await page.evaluate(overflow)).toBe(0)
    })
    await rm(folder, { recursive: true })
  }, 120_000)

  it("takes names for what they are, and never for markup", async () => {
    mock.reset()
    const evil = `<img src=x onerror="document.title='owned'">.txt`
    mock.seed([
      {
        number: "15005550001",
        reference: "<script>document.title='owned'</script>",
        documents: [{ fileName: evil, bytes: btoa("<script>document.title='owned'</script>") }]
      }
    ])
    const id = mock.faxes()[0]?.messageId
    await open(`/?fax=${id}&q=%22%3E%3Cscript%3E`, async (page) => {
      await page.getByText(evil, { exact: false }).first().waitFor()
      expect(await page.title()).toBe("Fax to 15005550001")
      expect(await page.locator("main img[src=x], main script").count()).toBe(0)
    })
  })

  it("reads on in its own direction after names that turn theirs, and remarks on requests", async () => {
    mock.reset()
    const turned = "order \u202e7 \u2066fdp"
    const { messages } = await fax.send({
      to: { number: "15005550001", reference: turned },
      documents: ["a", "b"].map((name) => new File([letter], `\u05d0 ${name}\u202e\u2067fdp.txt`))
    })
    const message = messages[0]?.messageId
    /** Whether each begins where the one before has ended, or later. */
    const inOrder = (page: Page, selector: string) =>
      page.locator(selector).evaluateAll((found) => {
        const places = found.map((it) => it.getBoundingClientRect())
        const follow = places.slice(1).map(({ left }, index) => left >= (places[index]?.right ?? 0))
        return [places.length, ...follow]
      })
    await open(`/?fax=${message}`, async (page) => {
      expect(await inOrder(page, ".fax .about bdi")).toEqual([3, true, true])
      const about = await page.locator(".fax .about").first().textContent()
      expect(about).toContain("a\\u202e\\u2067fdp.txt")
      expect(about).toContain("order \\u202e7 \\u2066fdp")
      const last = ".files li:last-child"
      expect(await inOrder(page, `${last} a, ${last} small`)).toEqual([2, true])
    })
    await mock.fetch("/api/rest/fax/search?nosuch=1")
    await open("/_mock/ui/requests", async (page) => {
      await page.locator("#requests .warn").first().waitFor()
      expect(await page.locator("#requests tbody tr").first().textContent()).toContain("nosuch")
    })
  })

  it("stays quick with thousands of faxes", async () => {
    mock.reset()
    mock.seed(
      Array.from({ length: 5000 }, (_, index) => ({
        number: `1500556${1000 + (index % 9000)}`,
        ends: index % 2 === 0 ? ("delivered" as const) : ("busy" as const),
        reference: `ref ${index}`,
        sentOn: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString()
      }))
    )
    await open("/", async (page) => {
      expect(await page.locator("a.fax").count()).toBe(50)
      expect(await page.locator(".count p").textContent()).toBe("5000 faxes, page 1 of 100")
      await page.getByRole("link", { name: "Older" }).click()
      await page.waitForURL(/page=2/)
      await page.goto(`${url}/?status=failed&reference=ref+4321`)
      expect(await page.locator("a.fax").count()).toBe(1)
    })
  })

  it("lists the requests on a phone, and shows what a scenario did", async () => {
    mock.reset()
    mock.addScenarios({
      name: "engaged",
      when: { number: "13*" },
      do: { calls: [{ ends: "busy" }] }
    })
    const id = await send("13862345678")
    mock.runToEnd()
    await open(
      "/_mock/ui/requests",
      async (page) => {
        await page.locator("#q").fill("oauth")
        await page.getByText("POST /api/rest/fax/send").waitFor({ state: "detached" })
        await page.locator("#q").fill("13862345678")
        await page.getByText("POST /api/rest/fax/send").click()
        await page.getByText("The faxes it sent").click()
        await page.locator(`#fax-${id}`).getByText("Failed: busy").waitFor()
        await page.locator(`#fax-${id}`).click()
        await page.locator(".grid").getByText("engaged").waitFor()
        expect(await page.locator("figure.lost").count()).toBe(2)
      },
      { viewport: phone }
    )
  })

  const views = [
    ["desktop, light", { viewport: desktop, colorScheme: "light" }],
    ["desktop, dark", { viewport: desktop, colorScheme: "dark" }],
    ["phone, light", { viewport: phone, colorScheme: "light" }],
    ["phone, dark", { viewport: phone, colorScheme: "dark" }]
  ] as const
  for (const [name, options] of views) {
    it(`hinders nobody: ${name}`, async () => {
      mock.reset()
      await send("15005550002", "a")
      await send("15005550004")
      mock.advance("1 hour")
      const id = await send("15005550001")
      mock.hold(id)
      const beside = ["requests", "line", "api"].map((name) => `/_mock/ui/${name}`)
      for (const path of ["/", `/?fax=${id}`, "/?q=nothing", ...beside]) {
        await open(
          path,
          async (page) => {
            expect(await axe(page)).toEqual([])
            const overflow = await page.evaluate(
              "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            expect(overflow).toBe(0)
          },
          options
        )
      }
    }, 90_000)
  }
})
