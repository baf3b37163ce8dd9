import { readText } from "./readText.js"

/**
 * Text as programs save it: Unicode where a mark at its beginning says so, or else in the code page that is named. Where none
 * is: UTF-16 where the bytes look so; UTF-8, also with bytes in it that are none as long as more letters are, which become
 * U+FFFD; or else the code page that the letters look like, the Windows of the West (windows-1252) where they look like none.
 * Throws where there is no code page of that name.
 *
 * @example
 * ```ts
 * import { decodeText } from "@faxingcenter/pages"
 *
 * // "“5 €”", as Notepad saved it for decades, and "Köln" as DOS had it.
 * export const text = decodeText(new Uint8Array([0x93, 0x35, 0x20, 0x80, 0x94]))
 * export const city = decodeText(new Uint8Array([0x4b, 0x94, 0x6c, 0x6e]), "cp437")
 * ```
 */
export const decodeText = (bytes: Uint8Array, codePage?: string): string =>
  readText(bytes, codePage).text
