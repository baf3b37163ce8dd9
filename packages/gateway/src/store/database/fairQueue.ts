/** One that waits. It leaves its line without a reference to what comes after it: see `Line`. */
interface Waiting<A> {
  readonly item: A
  next: Waiting<A> | undefined
}

/**
 * What waits of one owner, as records that are linked: V8 has each table of a `Map` hold the one that replaced it, so once
 * one has grown old, all lines that were ever in the map are kept until the whole heap is collected. They are empty then.
 */
interface Line<A> {
  first: Waiting<A> | undefined
  last: Waiting<A> | undefined
}

/**
 * Items that wait, of which their owners take turns: however many one has waiting, another's is among the next. It holds
 * them itself and forgets what it gave; the order of calls (`inTurn`) has to count those under way, which only the tables know.
 */
export const makeFairQueue = <A>(
  ownerOf: (item: A) => number,
  sizeOf: (item: A) => number = () => 1
) => {
  /** The owner whose turn it is comes first. */
  const lines = new Map<number, Line<A>>()
  let size = 0

  return {
    size: (): number => size,
    add: (item: A): void => {
      const owner = ownerOf(item)
      const waiting: Waiting<A> = { item, next: undefined }
      const line = lines.get(owner)
      if (line === undefined) lines.set(owner, { first: waiting, last: waiting })
      else {
        if (line.last !== undefined) line.last.next = waiting
        line.last = waiting
      }
      size += 1
    },
    /**
     * So many at most: one of each owner, then the second of each, and so on; those of one owner as they came. Where items
     * have sizes, as many as reach this with theirs.
     */
    take: (most: number): ReadonlyArray<A> => {
      const taken: Array<A> = []
      let sum = 0
      while (sum < most) {
        const [next] = lines
        if (next === undefined) break
        const [owner, line] = next
        // An owner alone need not take turns.
        const enough = lines.size === 1 ? most : sum + 1
        for (let one = line.first; one !== undefined && sum < enough; one = line.first) {
          taken.push(one.item)
          sum += sizeOf(one.item)
          line.first = one.next
          one.next = undefined
        }
        lines.delete(owner)
        if (line.first === undefined) line.last = undefined
        else lines.set(owner, line)
      }
      size -= taken.length
      return taken
    }
  }
}
