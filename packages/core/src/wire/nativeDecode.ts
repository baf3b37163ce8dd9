import * as Predicate from "effect/Predicate"

/** What is used of the `Buffer` of Node, and of those who have it too. */
interface Room {
  readonly toString: (encoding: "latin1", from: number, to: number) => string
  readonly write: (text: string, at: number, length: number, encoding: "base64") => number
}

/** Decodes by the platform, many times as fast as a loop here. */
export interface NativeDecode {
  /**
   * Decodes `input[from, to)`, a whole number of groups of four without padding, into `output` from `put` on. Says whether
   * all of them are base64; if not, what it has written there means nothing.
   */
  readonly groups: (
    input: Uint8Array,
    from: number,
    to: number,
    output: Uint8Array,
    put: number
  ) => boolean
}

const isRoom = (value: unknown): value is Room =>
  Predicate.hasProperty(value, "toString") &&
  Predicate.hasProperty(value, "write") &&
  Predicate.isFunction(value.write)

const byBuffer = (): NativeDecode | undefined => {
  const Buffer: unknown = Reflect.get(globalThis, "Buffer")
  if (!Predicate.isFunction(Buffer) || !Predicate.hasProperty(Buffer, "from")) return undefined
  const { from: make } = Buffer
  if (!Predicate.isFunction(make)) return undefined
  const roomOf = (bytes: Uint8Array): Room | undefined => {
    if (bytes instanceof Buffer && isRoom(bytes)) return bytes
    const room: unknown = Reflect.apply(make, Buffer, [
      bytes.buffer,
      bytes.byteOffset,
      bytes.length
    ])
    return isRoom(room) ? room : undefined
  }
  return {
    groups: (input, from, to, output, put) => {
      const text = roomOf(input)?.toString("latin1", from, to)
      const target = roomOf(output)
      // It takes the alphabet for URLs too, which a document is not in, and passes over what is in neither.
      if (text === undefined || target === undefined) return false
      if (text.includes("-") || text.includes("_")) return false
      const size = ((to - from) / 4) * 3
      return target.write(text, put, size, "base64") === size
    }
  }
}

export const nativeDecode: NativeDecode | undefined = /* @__PURE__ */ (() => byBuffer())()
