import { isSpace, Lexer } from "./Lexer.js"
import { operators } from "./operators.js"
import { type Dict, isArray, Keyword, Name, Stream, Text, type Value } from "./values.js"

/** What a content stream was found to use and to be. */
export interface Content {
  /** It is not what a content stream is: a word that is no operator, values that no operator takes, no end. */
  readonly broken: boolean
  /** Names of resources that something was drawn with, by their category. */
  readonly used: ReadonlyMap<string, ReadonlySet<string>>
  readonly inlinePictures: ReadonlyArray<Stream>
  /** Places where `EI` follows the data of a picture without white space, which readers do not find. */
  readonly unspaced: ReadonlyArray<number>
}

/** Text in these modes is not drawn (ISO 32000, table 104). */
const undrawn = [3, 7]

const fits = (kind: string, value: Value): boolean => {
  switch (kind) {
    case "n":
      return typeof value === "number"
    case "N":
      return value instanceof Name
    case "s":
      return value instanceof Text
    case "a":
      return isArray(value)
    default:
      return true
  }
}

/** Words that are looked at to tell the end of a picture from the same letters in its data. */
const ahead = 4

/** Whether what follows could be content. */
const isPlausible = (bytes: Uint8Array, at: number): boolean => {
  const lexer = new Lexer(bytes.subarray(at, at + 200))
  for (let words = 0; words < ahead; ) {
    const token = lexer.token()
    if (token === undefined || (lexer.broken && lexer.at >= lexer.bytes.length)) return true
    if (lexer.broken) return false
    if (!(token instanceof Keyword)) continue
    if (!operators.has(token.word) && token.word !== "BI")
      return lexer.at >= lexer.bytes.length && at + 200 < bytes.length
    words++
  }
  return true
}

/** The data of an inline picture, from behind `ID` and one white space to `EI`. */
const endOfPicture = (
  bytes: Uint8Array,
  from: number
): { data: number; next: number } | undefined => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = file.indexOf("EI", from); at !== -1; at = file.indexOf("EI", at + 1)) {
    const after = bytes[at + 2]
    if (after !== undefined && !isSpace(after)) continue
    if (!isPlausible(bytes, at + 2)) continue
    return { data: isSpace(bytes[at - 1]) ? at - 1 : at, next: at + 2 }
  }
  return undefined
}

/** Reads a content stream as its operators (ISO 32000, 7.8.2), without drawing it. */
export const readContent = (bytes: Uint8Array): Content => {
  const lexer = new Lexer(bytes)
  const used = new Map<string, Set<string>>()
  const inlinePictures: Array<Stream> = []
  const unspaced: Array<number> = []
  let broken = false
  let compatible = 0
  let texts = 0
  let operands: Array<Value> = []
  let state: { readonly font: string | undefined; readonly mode: number } = {
    font: undefined,
    mode: 0
  }
  const saved: Array<typeof state> = []

  const use = (category: string, value: Value | undefined) => {
    if (!(value instanceof Name)) return
    const names = used.get(category) ?? new Set()
    used.set(category, names.add(value.name))
  }

  const readPicture = (): void => {
    const dict = new Map<string, Value>()
    for (;;) {
      const key = lexer.token()
      if (key instanceof Keyword && key.word === "ID") break
      const value = lexer.token()
      if (!(key instanceof Name) || value === undefined || value instanceof Keyword) {
        broken = true
        return
      }
      dict.set(key.name, value)
    }
    const from = lexer.at + 1
    const end = endOfPicture(bytes, from)
    if (end === undefined) {
      broken = true
      lexer.at = bytes.length
      return
    }
    if (end.data === end.next - 2) unspaced.push(end.data)
    inlinePictures.push(new Stream(dict as Dict, bytes.subarray(from, end.data), true))
    lexer.at = end.next
  }

  const apply = (operator: string): void => {
    switch (operator) {
      case "q":
        saved.push(state)
        return
      case "Q":
        state = saved.pop() ?? state
        return
      case "BT":
        texts++
        return
      case "ET":
        if (--texts < 0) broken = true
        return
      case "Tf":
        if (operands[0] instanceof Name) state = { ...state, font: operands[0].name }
        return
      case "Tr":
        if (typeof operands[0] === "number") state = { ...state, mode: operands[0] }
        return
      case "Tj":
      case "TJ":
      case "'":
      case '"':
        if (undrawn.includes(state.mode)) return
        if (state.font === undefined) broken = true
        else use("Font", new Name(state.font))
        return
      case "Do":
        use("XObject", operands[0])
        return
      case "gs":
        use("ExtGState", operands[0])
        return
      case "sh":
        use("Shading", operands[0])
        return
      case "cs":
      case "CS":
        use("ColorSpace", operands[0])
        return
      case "scn":
      case "SCN":
        use("Pattern", operands.at(-1))
    }
  }

  for (;;) {
    const token = lexer.token()
    if (token === undefined) break
    if (!(token instanceof Keyword)) {
      operands.push(token)
      continue
    }
    const { word } = token
    if (word === "BI") readPicture()
    else if (word === "BX") compatible++
    else if (word === "EX") compatible--
    else if (operators.has(word)) {
      const wanted = operators.get(word)
      if (wanted !== undefined) {
        const right =
          operands.length === wanted.length &&
          operands.every((operand, index) => fits(wanted[index] ?? "*", operand))
        if (!right && compatible <= 0) broken = true
      }
      apply(word)
    } else if (compatible <= 0) broken = true
    operands = []
  }
  if (lexer.broken || operands.length > 0 || texts > 0) broken = true
  return { broken, used, inlinePictures, unspaced }
}
