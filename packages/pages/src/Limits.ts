/** What one call may cost before it is refused with `DocumentTooLarge`. */
export interface Limits {
  /** Bytes of one document. */
  readonly bytes: number
  /** Pages of a fax. */
  readonly pages: number
  /** Pixels of an image before it is scaled. */
  readonly pixels: number
  /** Seconds of work. */
  readonly seconds: number
  /** Bytes of memory that the PDF renderer may take beside what a page needs outside it, or an interlaced picture. */
  readonly memory: number
}

/** The limits unless others are given. */
export const defaultLimits: Limits = {
  bytes: 64 * 1024 * 1024,
  pages: 500,
  pixels: 100_000_000,
  seconds: 120,
  memory: 512 * 1024 * 1024
}
