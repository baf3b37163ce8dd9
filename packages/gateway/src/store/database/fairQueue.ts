interface Line<A> {
  readonly items: Array<A>
  /** The place of the first that was not taken. */
  first: number
}

/**
 * Items that wait, of which their owners take turns: however many one has waiting, another's is among the next. It holds
 * them itself and forgets what it gave; the order of calls (`inTurn`) has to count those under way, which only the tables know.
 */
export const makeFairQueue = <A>(ownerOf: (item: A) => number) => {
  /** The owner whose turn it is comes first. */
  const lines = new Map<number, Line<A>>()
  let size = 0

  const takeFrom = ({ first, items }: Line<A>, n: number) => items.slice(first, first + n)

  return {
    size: (): number => size,
    add: (item: A): void => {
      const owner = ownerOf(item)
      const line = lines.get(owner)
      if (line === undefined) lines.set(owner, { items: [item], first: 0 })
      else line.items.push(item)
      size += 1
    },
    /** So many at most: one of each owner, then the second of each, and so on; those of one owner as they came. */
    take: (most: number): ReadonlyArray<A> => {
      const taken: Array<A> = []
      while (taken.length < most) {
        const [next] = lines
        if (next === undefined) break
        const [owner, line] = next
        // An owner alone need not take turns.
        const items = takeFrom(line, lines.size === 1 ? most - taken.length : 1)
        for (const item of items) taken.push(item)
        line.first += items.length
        lines.delete(owner)
        if (line.first < line.items.length) {
          // What was taken is let go of now and then, and not each time.
          if (line.first > 1024 && 2 * line.first > line.items.length) {
            line.items.splice(0, line.first)
            line.first = 0
          }
          lines.set(owner, line)
        }
      }
      size -= taken.length
      return taken
    }
  }
}
