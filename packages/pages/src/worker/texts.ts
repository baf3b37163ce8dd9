import { open } from "../read/open.js"
import type { ReadLimits } from "../read/Sheet.js"

/** What is written on each page of a document; empty where a page is a picture. */
export const texts = async (
  bytes: Uint8Array,
  limits: ReadLimits
): Promise<ReadonlyArray<string>> => {
  const opened = await open(bytes, "a4", limits)
  try {
    const found: Array<string> = []
    for (let index = 0; index < opened.count; index++) {
      const sheet = await opened.sheet(index)
      found.push(sheet.text?.() ?? "")
    }
    return found
  } finally {
    opened.close()
  }
}
