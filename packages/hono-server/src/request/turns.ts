/** What it takes to have read a byte: a millisecond for 1 MB. */
const readMillis = 1 / 2 ** 20

/** Work that came with so many bytes. */
interface Work {
  readonly bytes: number
  readonly run: () => void
}

/** Shares out the turns of the event loop. */
export interface Turns {
  /** Does it now, if this turn has time left and nothing waits, and says whether it did. */
  readonly now: (work: Work) => boolean
  /** Does it in a later turn, after all that waits already. */
  readonly later: (work: Work) => void
}

/**
 * Work on bodies without end and on requests that come all together has a share of each turn of the event loop, and waits
 * in line for it: however many connections send as fast as they can, whoever asks for little is looked at in between.
 * Each turn does one piece of it at least. Where the rest of a turn takes long, as on a machine that has too much to do, a
 * fixed share would let few requests in: then that of requests is half as long as that rest, `mostMillis` at most.
 */
export const makeTurns = (
  shareMillis: number,
  clock: () => number,
  mostMillis = shareMillis
): Turns => {
  /** Those in it from `next` on. No map or set: they keep what they held (see `Deadline`). */
  let waiting: Array<Work | undefined> = []
  let next = 0
  let spent = 0
  let share = shareMillis
  let ended = clock()
  let isArmed = false

  const turn = () => {
    isArmed = false
    spent = 0
    share = Math.max(shareMillis, Math.min(mostMillis, (clock() - ended) / 2))
    while (next < waiting.length) {
      const work = waiting[next]
      waiting[next] = undefined
      next += 1
      if (work !== undefined) run(work)
      // Of bodies there is always more: they keep to their share.
      if (spent >= ((waiting[next]?.bytes ?? 0) > 0 ? shareMillis : share)) break
    }
    ended = clock()
    if (next * 2 > waiting.length) {
      waiting = waiting.slice(next)
      next = 0
    }
    if (waiting.length > 0) arm()
  }
  const arm = () => {
    if (!isArmed) setImmediate(turn)
    isArmed = true
  }
  const run = ({ bytes, run }: Work) => {
    // First, so that the others go on where this one throws.
    arm()
    const began = clock()
    run()
    spent += clock() - began + bytes * readMillis
  }
  return {
    now: (work) => {
      if (waiting.length > 0 || spent >= shareMillis) return false
      run(work)
      return true
    },
    later: (work) => {
      waiting.push(work)
      arm()
    }
  }
}

const now = () => performance.now()

/** For bodies that are read, and for requests that come together: a millisecond of each turn, up to ten of a long one. */
export const turns: Turns = makeTurns(1, now, 10)

/** For bodies that nobody reads any more: one chunk in each turn, whoever's it is. */
export const lastTurns: Turns = makeTurns(0, now)

/**
 * Does it once all has been read that had come by now: after a process was held up, its timers run before it reads, and
 * what waited for it would seem not to have come.
 */
export const afterReading = (work: () => void): void => {
  setImmediate(() => setImmediate(work))
}
