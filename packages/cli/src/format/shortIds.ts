import { isTerminal } from "../terminal/style.js"

/**
 * Digits of an id. A gateway's ids begin with 12 of the time in milliseconds; with fewer, every fax of the same
 * minute would be meant, whether it is in this list or not.
 */
const shortest = 14

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
