/** Bytes a second that a body must bring: what Apache's `mod_reqtimeout` asks of one. */
const leastBytesPerSecond = 500

/** Over so long a body must keep the rate, and a small one must be whole, where nobody says otherwise. */
export const usualBodyTimeout = "15 seconds"

/**
 * Tells whether a body comes too slowly, when it is asked after every span of so many milliseconds: with the bytes
 * that have come, and whether the client is to blame where they stay away. The first answer is about all that came
 * before, unless that is not known.
 */
export const bodyRate = (
  spanMillis: number,
  bytesBefore: number | undefined
): ((bytes: number, isClients: boolean) => boolean) => {
  const least = (leastBytesPerSecond * spanMillis) / 1000
  let before = bytesBefore
  return (bytes, isClients) => {
    const isSlow = before !== undefined && isClients && bytes - before < least
    before = bytes
    return isSlow
  }
}
