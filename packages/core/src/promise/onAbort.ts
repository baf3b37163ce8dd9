interface Waiting {
  readonly act: () => void
  /** Where it is in its list. */
  place: number
}

/**
 * What waits for a signal to abort: one listener for however many calls, as Node warns of more than ten. In a list, because V8
 * has each table of a `Set` hold the one that replaced it: on a signal that lives long, what was removed would stay.
 */
const lists = new WeakMap<AbortSignal, Array<Waiting>>()

const listOf = (signal: AbortSignal): Array<Waiting> => {
  const known = lists.get(signal)
  if (known !== undefined) return known
  const list: Array<Waiting> = []
  lists.set(signal, list)
  const actAll = () => {
    for (const { act } of list.splice(0)) act()
  }
  signal.addEventListener("abort", actAll, { once: true })
  return list
}

/** Does something when a signal aborts, until the function that it gives is called. */
export const onAbort = (signal: AbortSignal, act: () => void): (() => void) => {
  const list = listOf(signal)
  const waiting: Waiting = { act, place: list.length }
  list.push(waiting)
  return () => {
    if (list[waiting.place] !== waiting) return
    const last = list.pop()
    if (last === undefined || last === waiting) return
    // The last takes its place.
    list[waiting.place] = last
    last.place = waiting.place
  }
}
