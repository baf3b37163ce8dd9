import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { root } from "./documents.js"

const folder = `${root}/docs/adr`
const records = readdirSync(folder)
  .filter((name) => name !== "README.md")
  .sort()
const sections = ["Context", "Options", "Evidence", "Decision", "Consequences"]
/** As many words as fit a printed page with a table on it. */
const page = 700

const read = (name: string) => readFileSync(`${folder}/${name}`, "utf8")
const titleOf = (text: string) => /^# (\d+\. .+)\n\nStatus: .+\n(.+\n)*\n/.exec(text)?.[1] ?? ""

describe("the decision records", () => {
  it("are numbered from 1, without holes", () => {
    expect(records.map((name) => name.slice(0, 5))).toEqual(
      records.map((_, index) => `${String(index + 1).padStart(4, "0")}-`)
    )
  })

  it.each(records)("%s has the form of a record, on a page", (name) => {
    const text = read(name)
    expect(Number.parseInt(titleOf(text), 10)).toBe(Number(name.slice(0, 4)))
    expect(text).toMatch(
      /\n\nStatus: (accepted|superseded by .+), \d{4}-\d\d(; (amended \d{4}-\d\d: .+|adds to .+)\n(.+\n)*|\n)\n/
    )
    const [, ...parts] = text.split(/^## /m)
    expect(parts.map((part) => part.slice(0, part.indexOf("\n")))).toEqual(sections)
    for (const part of parts) expect(part.split(/\s+/).length).toBeGreaterThan(6)
    expect(text.match(/\w+\S*/g)?.length).toBeLessThan(page)
  })

  it("are listed once each in the index, under their titles", () => {
    const listed = [...read("README.md").matchAll(/^- \[(.+)\]\((.+)\)$/gm)]
    expect(
      listed
        .map(([, title, name]) => ({ name, title }))
        .sort((a, b) => `${a.name}`.localeCompare(`${b.name}`))
    ).toEqual(records.map((name) => ({ name, title: titleOf(read(name)) })))
  })
})
