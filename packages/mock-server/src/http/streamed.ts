/** Waits on the machine's own timers: a connection is slow whatever a simulated clock says. */
const pause = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis))

interface Pace {
  readonly bytes: number
  /** Milliseconds. */
  readonly every: number
}

/** A body that comes in pieces, and that may break off at its end. */
export const streamed = (
  text: string,
  pace: Pace | undefined,
  breaksOff: boolean
): ReadableStream<Uint8Array> => {
  const bytes = new TextEncoder().encode(text)
  const size = pace?.bytes ?? Math.max(1, bytes.length)
  let at = 0
  return new ReadableStream({
    pull: async (controller) => {
      if (at >= bytes.length) {
        return breaksOff ? controller.error(new Error("broken off on purpose")) : controller.close()
      }
      if (pace !== undefined && at > 0) await pause(pace.every)
      controller.enqueue(bytes.subarray(at, at + size))
      at += size
    }
  })
}
