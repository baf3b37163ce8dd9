/**
 * How texts are written that only who runs the gateway is to read: numbers, names, references, addresses of webhooks,
 * what was answered. They are read without further ado, through `Database.query`.
 */
export interface Texts {
  /** For a column that nobody compares: the same text looks different each time. */
  readonly sealed: (text: string) => string
  /** For a column that is compared with `anyOf`: the same text always looks the same. */
  readonly matchable: (text: string) => string
  /** For a column that is compared and never read. */
  readonly hashed: (text: string) => string
  /** What a text may look like in a column that is compared: rows from before there was a key are plain. */
  readonly anyOf: (text: string) => readonly [string, ...ReadonlyArray<string>]
}

const asItIs = (text: string) => text

/** Everything as it is. */
export const plainTexts: Texts = {
  sealed: asItIs,
  matchable: asItIs,
  hashed: asItIs,
  anyOf: (text) => [text]
}

/** What may be missing. */
export const orNull = (write: (text: string) => string, text: string | null | undefined) =>
  text == null ? null : write(text)
