import { isTerminal } from "../terminal/style.js"

const shortest = 8

/**
 * Ids as a person reads them: in a terminal as short as they stay different in this list, as they are in a
 * pipe, where somebody may keep them.
 */
export const shortIds = (ids: ReadonlyArray<string>, wide: boolean): ((id: string) => string) => {
  if (wide || !isTerminal.stdout()) return (id) => id
  const distinct = new Set(ids)
  let length = shortest
  while (new Set([...distinct].map((id) => id.slice(0, length))).size < distinct.size) length += 1
  return (id) => id.slice(0, length)
}
