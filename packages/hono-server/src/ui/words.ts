/** `2026-11-23 09:57:03 UTC`. */
export const momentText = (epochMillis: number): string =>
  `${new Date(epochMillis).toISOString().slice(0, 19).replace("T", " ")} UTC`

export const isoText = (epochMillis: number): string => new Date(epochMillis).toISOString()

/** `no_answer` as `no answer`. */
export const spaced = (name: string): string => name.replaceAll("_", " ")

/**
 * A foreign text whose characters that turn the direction of reading are written as in JSON. An isolate would hold
 * the overrides in it, but an isolate of theirs that does not end takes its end away.
 */
export const inert = (text: string): string =>
  text.replace(/[\u202a-\u202e\u2066-\u2069]/g, (turn) => `\\u${turn.charCodeAt(0).toString(16)}`)

export const sizeText = (bytes: number): string =>
  bytes < 1024
    ? `${bytes} bytes`
    : bytes < 1024 * 1024
      ? `${(bytes / 1024).toFixed(1)} KB`
      : `${(bytes / 1024 / 1024).toFixed(1)} MB`

export const plural = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? "" : "s"}`
