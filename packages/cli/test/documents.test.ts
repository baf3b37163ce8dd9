import type { ChildProcess } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { ended, fax, firstLine, home, start } from "./fax.js"

const order = fileURLToPath(
  new URL("../../../examples/documents/purchase-order.pdf", import.meta.url)
)

describe("fax preview", () => {
  it("does not write over a document", async () => {
    const copy = join(home, "copy.txt")
    writeFileSync(copy, "The only one there is\n")
    for (const target of ["--out", "--tiff"]) {
      const { code, stderr } = await fax(["preview", copy, target, join(home, ".", "copy.txt")])
      expect([code, stderr]).toEqual([
        2,
        `fax: ${copy} is one of the documents and would be overwritten; choose another file\n`
      ])
    }
    expect(readFileSync(copy, "utf8")).toBe("The only one there is\n")
  })

  it("writes a picture of the faxed pages, and says what they cost", async () => {
    const picture = join(home, "order.png")
    const tiff = join(home, "order.tif")
    const args = ["preview", order, "--out", picture, "--tiff", tiff, "--json"]
    const { code, stderr, stdout } = await fax(args)
    expect([code, stderr]).toEqual([0, ""])
    expect(JSON.parse(stdout)).toMatchObject({
      picture,
      tiff,
      pageCount: 1,
      seconds: expect.any(Number),
      pages: [{ number: 1, width: 1728 }],
      findings: []
    })
    expect(readFileSync(picture).subarray(1, 4).toString()).toBe("PNG")
    expect(readFileSync(tiff).subarray(0, 2).toString()).toBe("II")
  })

  it("takes text from stdin, and shows one page of it", async () => {
    const picture = join(home, "page.png")
    const args = ["preview", "-", "--stdin-name", "a.txt", "--page", "2", "--out", picture]
    const { code, stdout } = await fax(args, { stdin: "line\n".repeat(200) })
    expect([code, stdout]).toEqual([0, expect.stringMatching(/page\.png: \d+ page\(s\), about /)])
  })

  it("says that the picture does not show all pages of a long fax", async () => {
    const args = ["preview", "-", "--stdin-name", "a.txt", "--out", join(home, "long.png")]
    const shown = "The picture shows the first 60 pages; --page N shows any.\n"
    expect((await fax(args, { stdin: "x\f".repeat(61) })).stdout).toContain(shown)
    expect((await fax(args, { stdin: "x\f".repeat(60) })).stdout).not.toContain(shown)
    const page = await fax([...args, "--page", "61"], { stdin: "x\f".repeat(61) })
    expect([page.code, page.stdout.includes(shown)]).toEqual([0, false])
  })

  it("says which page there is not", async () => {
    expect(await fax(["preview", order, "--page", "9"])).toEqual({
      code: 2,
      stdout: "",
      stderr: "fax: --page 9: the fax has 1 page(s)\n"
    })
  })

  it("says what keeps a file from being faxed", async () => {
    writeFileSync(join(home, "broken.pdf"), "%PDF-1.4 and then nothing")
    expect(await fax(["preview", "broken.pdf"])).toEqual({
      code: 5,
      stdout: "",
      stderr: "fax: broken.pdf: the file is not a readable PDF\n"
    })
  })
})

describe("fax check", () => {
  it("finds that files and numbers can be faxed", async () => {
    const args = ["check", order, "--to", "(386) 234-5678", "--country", "US", "--json"]
    const { code, stdout } = await fax(args)
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      expect.objectContaining({
        ok: true,
        numbers: [{ written: "(386) 234-5678", ok: true, number: "13862345678" }],
        pageCount: 1
      })
    ])
  })

  it("lists everything that is wrong, and ends with 11", async () => {
    const { code, stdout } = await fax(["check", "broken.pdf", order, "--to", "123"])
    expect(code).toBe(11)
    expect(stdout).toContain("cannot be faxed as it is")
    expect(stdout).toContain("123 is not a fax number: it is too short")
    expect(stdout).toContain("broken.pdf: the file is not a readable PDF")
  })

  it("has a row for each document that is none, and looks at the others", async () => {
    writeFileSync(join(home, "empty.pdf"), "")
    const documents = ["empty.pdf", "missing.pdf", order, "broken.pdf"]
    const { code, stdout } = await fax(["check", ...documents, "--json"])
    const { findings, ok, pageCount } = JSON.parse(stdout)
    expect([code, ok, pageCount]).toEqual([11, false, 1])
    expect(findings).toEqual([
      {
        kind: "empty_document",
        severity: "error",
        fileName: "empty.pdf",
        detail: "The document empty.pdf is empty"
      },
      {
        kind: "unreadable",
        severity: "error",
        fileName: "missing.pdf",
        detail: expect.stringContaining("there is no such file")
      },
      expect.objectContaining({ kind: "damaged", fileName: "broken.pdf" })
    ])
  })

  it("gives up on what has no end", async () => {
    const { code, stdout } = await fax(["check", "/dev/zero"])
    expect(code).toBe(11)
    expect(stdout).toContain("it has more than 256 MiB")
  })

  it("says that it can be faxed, and not that it is well, where something is lost", async () => {
    writeFileSync(join(home, "dos.txt"), Buffer.from([0x4b, 0x94, 0x6c, 0x6e]))
    const guessed = await fax(["check", "dos.txt"])
    expect([guessed.code, guessed.stdout.split(":")[0]]).toEqual([0, "can be faxed, but see below"])
    expect(guessed.stdout).toContain("read as cp437")
    const named = await fax(["check", "dos.txt", "--code-page", "windows-1252"])
    expect([named.code, named.stdout.split(":")[0]]).toEqual([0, "ok"])
    const wrong = await fax(["check", "dos.txt", "--code-page", "klingon"])
    expect([wrong.code, wrong.stdout]).toEqual([
      11,
      expect.stringContaining("there is no code page klingon")
    ])
  })
})

describe("fax contract", () => {
  let mock: ChildProcess
  let env: Record<string, string>
  beforeAll(async () => {
    mock = start(["mock", "--port", "0"])
    env = {
      FAXINGCENTER_BASE_URL: await firstLine(mock),
      FAXINGCENTER_CLIENT_ID: "demo",
      FAXINGCENTER_CLIENT_SECRET: "demo"
    }
  })
  afterAll(() => ended(mock, "SIGTERM"))

  it.each(["2014-04-03", "2014-04-09"])("holds a server to revision %s", async (revision) => {
    const { code, stdout } = await fax(["contract", "--json"], {
      env: { ...env, FAXINGCENTER_REVISION: revision }
    })
    const result = JSON.parse(stdout)
    expect([code, result.revision, result.failed]).toEqual([0, revision, 0])
    expect(result.passed).toBeGreaterThan(15)
    expect(result.cases).toHaveLength(result.passed + result.gaps)
  })

  it("ends with 11 when a server does not hold it", async () => {
    const { code, stdout } = await fax(["contract", "--number", "15005550002"], { env })
    expect(code).toBe(11)
    expect(stdout).toMatch(/^failed +status: a delivered message has its time/m)
  })

  it("does not dial for real without being told a number", async () => {
    const args = ["contract", "--base-url", "https://api.faxingcenter.com"]
    expect(await fax(args, { env })).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "fax: https://api.faxingcenter.com sends real faxes; say to which number with --number NUMBER\n"
    })
  })
})
