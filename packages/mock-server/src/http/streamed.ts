/** Waits on the machine's own timers: a connection is slow whatever a simulated clock says. */
const pause = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis))

interface Pace {
  readonly bytes: number
  /** Milliseconds. */
  readonly every: number
}

/** A body that comes a few bytes at a time. */
export const inPieces = (
  text: string,
  { bytes: size, every }: Pace
): ReadableStream<Uint8Array> => {
  const bytes = new TextEncoder().encode(text)
  let at = 0
  return new ReadableStream({
    pull: async (controller) => {
      if (at >= bytes.length) return controller.close()
      if (at > 0) await pause(every)
      controller.enqueue(bytes.subarray(at, at + size))
      at += size
    }
  })
}

const brokenOff = new WeakMap<Response, string>()

/** An answer after whose text the connection ends, though more was to come. */
export const breakingOff = (text: string, init: ResponseInit): Response => {
  const bytes = new TextEncoder().encode(text)
  let isGiven = bytes.length === 0
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (isGiven) return controller.error(new TypeError("terminated"))
      controller.enqueue(bytes)
      isGiven = true
    }
  })
  const answer = new Response(body, init)
  brokenOff.set(answer, text)
  return answer
}

/** The text after which an answer breaks off; `undefined` when it does not. */
export const brokenOffText = (answer: Response): string | undefined => brokenOff.get(answer)
