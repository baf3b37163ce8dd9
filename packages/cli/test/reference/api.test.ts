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

/** A layer, or a function whose result is one. */
const makesLayer = (signature: string) =>
  /^const \w+: (?:(?:<.*>)?\([\s\S]*\) => )?Layer\.Layer</.test(signature)

it.each(packages)("every layer of %s is called layer, or layer and what it is", (name) => {
  const layers = entriesOf(name)
    .flatMap(({ declarations }) => declarations)
    .filter(({ signature }) => makesLayer(signature))
    .map((one) => one.name.split(".").at(-1) ?? "")
  expect(layers.filter((one) => !/^layer(?:[A-Z]\w*)?$/.test(one))).toEqual([])
})

it("knows a layer when it sees one", () => {
  expect(makesLayer("const Live: Layer.Layer<Send>;")).toBe(true)
  expect(makesLayer("const make: (options: Options) => Layer.Layer<Send, never>;")).toBe(true)
  expect(makesLayer("const use: (layer: Layer.Layer<Send>) => void;")).toBe(false)
})
