/** A string with the colon behind it, if it is a name, or the beginning or end of an object. */
const tokens = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}]/g

/**
 * The first name that stands twice in one object of a JSON text. `JSON.parse` takes the last of the two, and who
 * reads the text with something else may get the first.
 */
export const doubledMember = (json: string): string | undefined => {
  const objects: Array<Set<string>> = []
  for (const [token, written = "", colon] of json.matchAll(tokens)) {
    if (token === "{") objects.push(new Set())
    else if (token === "}") objects.pop()
    else if (colon !== undefined) {
      const name: string = JSON.parse(written)
      if (objects.at(-1)?.has(name)) return name
      objects.at(-1)?.add(name)
    }
  }
  return undefined
}
