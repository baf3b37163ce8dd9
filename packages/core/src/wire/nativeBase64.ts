interface NodeBuffer extends Uint8Array {
  toString(encoding?: "latin1"): string
  write(text: string, encoding: "base64"): number
}

interface NodeBuffers {
  from(buffer: ArrayBufferLike, offset: number, length: number): NodeBuffer
}

const isNodeBuffers = (value: unknown): value is NodeBuffers =>
  typeof value === "function" && "from" in value && "allocUnsafe" in value

const found: unknown = Reflect.get(globalThis, "Buffer")
const buffers = isNodeBuffers(found) ? found : undefined

const quote = 0x22
const dash = 0x2d
const underscore = 0x5f

/** Characters: shorter runs are decoded sooner than they are handed over. */
const shortest = 1024

/**
 * Decodes whole groups of four from `input[from, to)` into another array, where the runtime has a decoder of its own
 * (Node's is five times as fast as any in JavaScript), and gives how many characters that were: 0 for a short run, and
 * `undefined` where something else may be among them. Node passes over what is no base64, and takes the other alphabet, too.
 */
export const decodeNatively = (
  input: Uint8Array,
  from: number,
  to: number,
  output: Uint8Array,
  put: number
): number | undefined => {
  if (buffers === undefined || to - from < shortest || input.buffer === output.buffer) return 0
  const length = input.subarray(from, to).indexOf(quote)
  const characters = Math.floor((length < 0 ? to - from : length) / 4) * 4
  if (characters < shortest) return 0
  const bytes = (characters / 4) * 3
  const text = buffers.from(input.buffer, input.byteOffset + from, characters)
  if (text.includes(dash) || text.includes(underscore)) return undefined
  const room = buffers.from(output.buffer, output.byteOffset + put, bytes)
  return room.write(text.toString("latin1"), "base64") === bytes ? characters : undefined
}
