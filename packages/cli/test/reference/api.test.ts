import { expect, it } from "vitest"
import { entriesOf, packages } from "./declarations.js"

it.each(packages)("the reference of %s leaves out no name, and explains each", async (name) => {
  for (const { declarations, path } of entriesOf(name)) {
    const told = new Set(declarations.map((one) => one.name.split(".")[0]))
    const here = Object.keys(await import(path))
    expect(here.filter((one) => !told.has(one))).toEqual([])
    expect(declarations.filter(({ about }) => about === "").map((one) => one.name)).toEqual([])
  }
})
