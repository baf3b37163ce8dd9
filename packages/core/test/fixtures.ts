import { readFileSync } from "node:fs"

/** JSON written by hand from the contract: what both sides of the wire are held to. */
export const fixture = (name: string): string =>
  readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8")

export const parsed = (name: string): unknown => JSON.parse(fixture(name))
