/** A protection, and how it is taken out of a file of the source. */
export interface Protection {
  readonly name: string
  /** From the root of the repository. */
  readonly file: string
  readonly tests: ReadonlyArray<string>
  readonly changes: ReadonlyArray<{ readonly from: string; readonly to: string }>
}
export const protections: ReadonlyArray<Protection>
export const without: (protection: Protection) => string | undefined
