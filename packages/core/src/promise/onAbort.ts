/** What is to be done when a signal aborts: one listener for however many calls, as Node warns of more than ten. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>()

/** Does something when a signal aborts, until the function that it gives is called. */
export const onAbort = (signal: AbortSignal, act: () => void): (() => void) => {
  const acts = waiting.get(signal) ?? new Set()
  if (!waiting.has(signal)) {
    waiting.set(signal, acts)
    const actAll = () => {
      for (const each of acts) each()
    }
    signal.addEventListener("abort", actAll, { once: true })
  }
  acts.add(act)
  return () => acts.delete(act)
}
