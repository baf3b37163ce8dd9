import { replaceUnseen } from "@faxingcenter/core/wire"

/** One-time, so that nothing from outside can carry it: what stands between our own sequences and theirs. */
let secret: string | undefined

const ownMark = (): string => {
  secret ??= process.getBuiltinModule("node:crypto").randomBytes(9).toString("base64url")
  return `\u001B\u0000${secret}`
}

/** A control sequence of our own for a terminal, marked, so that `visible` lets it through. */
export const ownSequence = (sequence: string): string => `${ownMark()}${sequence}\u0000`

const named = (character: string): string => {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`
  return code === 0x7f ? "^?" : `<${code.toString(16).padStart(4, "0")}>`
}

const namedInLines = (character: string): string =>
  character === "\t" || character === "\n" ? character : named(character)

/** Between the pieces of a text, at the odd places, our own sequences: they take no room. */
export const splitOwn = (text: string): ReadonlyArray<string> => {
  if (secret === undefined) return [text]
  const [first = "", ...more] = text.split(ownMark())
  return [
    first,
    ...more.flatMap((piece) => {
      const end = piece.indexOf("\u0000") + 1
      return [`${ownMark()}${piece.slice(0, end)}`, piece.slice(end)]
    })
  ]
}

const mapped = (
  text: string,
  theirs: (piece: string) => string,
  ours: (sequence: string) => string
): string =>
  splitOwn(text)
    .map((piece, index) => (index % 2 === 0 ? theirs(piece) : ours(piece)))
    .join("")

/**
 * Text for people: no character of somebody else's moves a cursor, colours, turns or hides what is around it, or is
 * not seen itself.
 */
export const visible = (text: string): string =>
  mapped(
    text,
    (piece) => replaceUnseen(piece, namedInLines),
    (sequence) => `\u001B${sequence.slice(ownMark().length, -1)}`
  )

/** Text that has one line to stand in, on its way to `visible`. */
export const oneLine = (text: string): string =>
  mapped(
    text,
    (piece) => replaceUnseen(piece, named),
    (sequence) => sequence
  )

/** How many characters of a text stand in a line. */
export const widthOf = (text: string): number =>
  splitOwn(text).reduce((width, piece, index) => width + (index % 2 === 0 ? piece.length : 0), 0)
