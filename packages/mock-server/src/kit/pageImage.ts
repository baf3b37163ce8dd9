import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { onlyKnown } from "@faxingcenter/core/wire"
import type { Comparison } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import type { ReceivedPage } from "../pages/receivedPages.js"
import { noPage } from "./noPage.js"
import type { Verdict } from "./Verdict.js"

/** How much a page may differ from its reference. */
export interface PageImageOptions {
  /** Dots that may differ. Default 0: pages of text come out the same on every machine. */
  readonly maxDifferentDots?: number
}

/** What the reference is, and what may become of it. */
export interface Reference {
  /** Path of a PNG. */
  readonly path: string
  /** Which references are written: every one that differs, those that are missing, none. */
  readonly update: "all" | "new" | "none"
  /** What to do to have it written. */
  readonly how: string
}

const beside = (path: string, what: string) => `${path.replace(/\.png$/, "")}.${what}.png`

const readIfThere = async (path: string): Promise<Uint8Array | undefined> => {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined
    throw error
  }
}

const write = async (path: string, png: Uint8Array): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, png)
}

const describe = (comparison: Comparison, allowed: number): string => {
  const { area, differing, referenceRows, referenceWidth, rows, width } = comparison
  return area === undefined
    ? `it has ${width} x ${rows} dots, the reference ${referenceWidth} x ${referenceRows}`
    : `${differing} dots differ (${allowed} allowed), all within columns ${area.left} to ${area.right} of ${width} and rows ${area.top} to ${area.bottom} of ${rows}`
}

/** Whether a page looks like its reference, dot for dot. */
export const pageImage = async (
  page: ReceivedPage | undefined,
  { how, path, update }: Reference,
  options: PageImageOptions = {}
): Promise<Verdict> => {
  const { maxDifferentDots = 0 } = onlyKnown("a comparison of pages", options, {
    maxDifferentDots: true
  })
  if (page === undefined) {
    return { pass: false, message: () => `Expected a page like ${path}, but there are no pages` }
  }
  if (typeof page.image !== "function") throw new TypeError(noPage)
  const name = `Page ${page.number} (${page.fileName})`
  const png = await page.image()
  const reference = await readIfThere(path)
  if (reference === undefined) {
    if (update !== "none") await write(path, png)
    return {
      pass: update !== "none",
      message: () => `${name} has no reference yet at ${path}. To write it, ${how}`
    }
  }
  const { comparePages } = await import("@faxingcenter/pages")
  const comparison = await Effect.runPromise(comparePages(png, reference))
  const isAlike = comparison.differing <= maxDifferentDots
  if (!isAlike && update === "all") await write(path, png)
  const pass = isAlike || update === "all"
  const [actualPath, differencePath] = [beside(path, "actual"), beside(path, "difference")]
  if (pass || comparison.picture === undefined) {
    await Promise.all([actualPath, differencePath].map((it) => rm(it, { force: true })))
  } else {
    await write(actualPath, png)
    await write(differencePath, comparison.picture)
  }
  return {
    pass,
    message: () =>
      pass
        ? `Expected ${name} to look different from ${path}`
        : [
            `${name} does not match its reference: ${describe(comparison, maxDifferentDots)}`,
            `  reference:  ${path}`,
            `  actual:     ${actualPath}`,
            `  difference: ${differencePath} (red: only in the reference, blue: only in the page)`,
            `If the page is right, ${how}`
          ].join("\n")
  }
}
