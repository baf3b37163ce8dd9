import { definitions } from "../args/helpText.js"
import { oneLine } from "../terminal/visible.js"

/** What is known of one thing, for people: names and values, each value from its own line on. */
export const facts = (entries: ReadonlyArray<readonly [name: string, value: string]>): string =>
  `${definitions(entries.map(([name, value]) => [oneLine(name), oneLine(value)] as const))}\n`
