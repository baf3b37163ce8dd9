/**
 * Characters of which a reader sees nothing, or which change what is seen of others: controls, separators of lines
 * and paragraphs, halves of pairs, annotations, and what Unicode calls default ignorable: marks of direction, of no
 * width, tags, selectors of variants.
 */
const unseen = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu

/** A text with each of its unseen characters, tabs and line ends among them, shown in another way. */
export const replaceUnseen = (text: string, shown: (character: string) => string): string =>
  text.replace(unseen, shown)

const escapedUnit = (unit: string): string =>
  `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`

/** A character as strings of JSON and of JavaScript have it: `\u202e`, one for each half of a pair. */
export const escapedInJson = (character: string): string =>
  character.split("").map(escapedUnit).join("")

/**
 * A value as JSON on one line, with every unseen character escaped.
 *
 * @example
 * ```ts
 * import { escapedInJson, jsonText, replaceUnseen } from "@faxingcenter/core/wire"
 *
 * console.log(jsonText({ reference: "order\u202e4711" })) // {"reference":"order\u202e4711"}
 * console.log(replaceUnseen("order\u202e4711", escapedInJson)) // order\u202e4711
 * ```
 */
export const jsonText = (value: unknown): string =>
  replaceUnseen(JSON.stringify(value), escapedInJson)
