import { escapedInJson, replaceUnseen } from "@faxingcenter/core/wire"

/** `2026-11-23 09:57:03 UTC`. */
export const momentText = (epochMillis: number): string =>
  `${new Date(epochMillis).toISOString().slice(0, 19).replace("T", " ")} UTC`

export const isoText = (epochMillis: number): string => new Date(epochMillis).toISOString()

/** `no_answer` as `no answer`. */
export const spaced = (name: string): string => name.replaceAll("_", " ")

/**
 * A foreign text whose unseen characters are written as in JSON: an isolate of the page would hold what turns the
 * direction of reading, but an isolate of theirs that does not end takes its end away.
 */
export const inert = (text: string): string =>
  replaceUnseen(text, (one) => (/[\t\r\n]/.test(one) ? one : escapedInJson(one)))

export const sizeText = (bytes: number): string =>
  bytes < 1024
    ? `${bytes} bytes`
    : bytes < 1024 * 1024
      ? `${(bytes / 1024).toFixed(1)} KB`
      : `${(bytes / 1024 / 1024).toFixed(1)} MB`

export const plural = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? "" : "s"}`
