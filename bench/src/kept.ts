import { existsSync, readFileSync, writeFileSync } from "node:fs"
import type { Outcome } from "./Benchmark.js"
import { cacheFolder } from "./folder.js"
import type { machine } from "./render/page.js"

/** What a benchmark found, and on what. */
export interface Kept {
  readonly name: string
  readonly measured: ReturnType<typeof machine>
  readonly outcome: Outcome
}

const fileOf = (name: string) => `${cacheFolder("found")}/${name}.json`

/** Keeps what was found for a page that is written later. */
export const keep = (found: Kept): void => writeFileSync(fileOf(found.name), JSON.stringify(found))

/** What a benchmark last found on this machine, if it ever ran. */
export const lastOf = (name: string): Kept | undefined =>
  existsSync(fileOf(name)) ? JSON.parse(readFileSync(fileOf(name), "utf8")) : undefined
