import type { WorkerEvents } from "graphile-worker"

/** Milliseconds: a job that was fetched, and that no line takes up, is given back after this time. */
const longestHeld = 50

/** Settings of the engine with which its lines have their jobs fetched together. */
export const fetchingTogether = (lines: number) => ({ size: lines, ttl: longestHeld })

/**
 * Lines that become free together have their jobs fetched in one statement: as many as lines wait, so that none is kept
 * from the lines of other nodes. By itself, the engine fetches as many as its queue holds, whoever waits.
 */
export const fetchForLines = (events: WorkerEvents, lines: number): void => {
  events.on("localQueue:init", ({ localQueue }) => {
    let isAsked = false
    let isAnswered = false
    events.on("worker:getJob:start", () => {
      if (isAsked) return
      isAsked = true
      setImmediate(() => {
        isAsked = false
        localQueue.pulse(1)
      })
    })
    events.on("localQueue:getJobs:complete", () => {
      isAnswered = true
    })
    const linesThatWait = (): number => {
      const waiting: unknown = Reflect.get(localQueue, "workerQueue")
      return Array.isArray(waiting) ? waiting.length : lines
    }
    Object.defineProperty(localQueue, "getJobBatchSize", {
      get: () => {
        // Asked again after the answer, to find out whether to fetch more at once: whoever waits says so.
        const isFetched = isAnswered
        isAnswered = false
        return isFetched ? Number.POSITIVE_INFINITY : Math.max(1, linesThatWait())
      }
    })
  })
}
