/** What windows-1252 has at 0x80 to 0x9f (WHATWG Encoding). Node with a small ICU reads these as controls. */
const western = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"

const decodeWestern = (bytes: Uint8Array): string =>
  new TextDecoder("latin1")
    .decode(bytes)
    .replace(/[\u0080-\u009f]/g, (control) => western[control.charCodeAt(0) - 0x80] ?? control)

const lengthOf = (text: string, found: RegExp) => text.match(found)?.length ?? 0

/**
 * Text as programs save it: UTF-16 where a mark says so; UTF-8, also with bytes in it that are none as
 * long as more letters are, which become U+FFFD; or else the Windows of the West (windows-1252).
 *
 * @example
 * ```ts
 * import { decodeText } from "@faxingcenter/pages"
 *
 * // "“5 €”", as Notepad saved it for decades.
 * export const text = decodeText(new Uint8Array([0x93, 0x35, 0x20, 0x80, 0x94]))
 * ```
 */
export const decodeText = (bytes: Uint8Array): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes)
  const text = new TextDecoder().decode(bytes)
  const broken = lengthOf(text, /\ufffd/g)
  const letters = lengthOf(text, /[\u0080-\ufffc]/g)
  return broken === 0 || letters >= broken ? text : decodeWestern(bytes)
}
