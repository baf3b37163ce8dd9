/** One-time, so that nothing from outside can carry it: what stands between our own sequences and theirs. */
let secret: string | undefined

const ownMark = (): string => {
  secret ??= process.getBuiltinModule("node:crypto").randomBytes(9).toString("base64url")
  return `\u001B\u0000${secret}`
}

/** A control sequence of our own for a terminal, marked, so that `visible` lets it through. */
export const ownSequence = (sequence: string): string => `${ownMark()}${sequence}\u0000`

const named = (character: string): string => {
  const code = character.charCodeAt(0)
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`
  return code === 0x7f ? "^?" : `<${code.toString(16).padStart(4, "0")}>`
}

// C0 but for tabs and line ends, DEL, C1, and what turns the direction of the text around it.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g

const controlsAndLineEnds = new RegExp(`${controls.source}|[\\t\\n]`, "g")

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

/** Text for a terminal: no character of somebody else's moves its cursor, colours it or types into it. */
export const visible = (text: string): string =>
  mapped(
    text,
    (piece) => piece.replace(controls, named),
    (sequence) => `\u001B${sequence.slice(ownMark().length, -1)}`
  )

/** Text that has one line to stand in, on its way to `visible`. */
export const oneLine = (text: string): string =>
  mapped(
    text,
    (piece) => piece.replace(controlsAndLineEnds, named),
    (sequence) => sequence
  )

/** How many characters of a text stand in a line. */
export const widthOf = (text: string): number =>
  splitOwn(text).reduce((width, piece, index) => width + (index % 2 === 0 ? piece.length : 0), 0)
