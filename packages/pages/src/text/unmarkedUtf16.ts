import { isReadable } from "./terminalCodes.js"

/** In UTF-16 of most languages nearly each second byte is 0; in other text none is. */
const manyZeros = 0.4
const fewZeros = 0.05
const looked = 65_536

/** Letters of one script that has no Latin letters in UTF-16's zeros, with what stands between them. */
const scripts = [
  /^[\u0370-\u03ff]+$/,
  /^[\u0400-\u04ff]+$/,
  /^[\u0590-\u05ff]+$/,
  /^[\u0600-\u06ff]+$/,
  /^[\u0e00-\u0e7f]+$/,
  /^[\u3000-\u30ff\u4e00-\u9fff\uff00-\uff9f]+$/,
  /^[\u3000-\u303f\uac00-\ud7a3\uff00-\uff9f]+$/
]
const common = /[\t\n\r\f\x20-\x7e\u00a0-\u00bf\u2010-\u203a\u20ac\u2116]/g

/** Whether these bytes, which are no text one by one, are one of letters two by two. */
const isOneScript = (bytes: Uint8Array, encoding: string): boolean => {
  const letters = new TextDecoder(encoding).decode(bytes).replace(common, "")
  return scripts.some((script) => script.test(letters))
}

/** Whether the bytes are UTF-16 without the mark that says so. */
export const unmarkedUtf16 = (bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined => {
  if (bytes.length < 4 || bytes.length % 2 === 1) return undefined
  const sample = bytes.subarray(0, looked)
  const zeros = [0, 0]
  sample.forEach((byte, at) => {
    if (byte === 0) zeros[at & 1] = (zeros[at & 1] ?? 0) + 1
  })
  const [even = 0, odd = 0] = zeros.map((count) => count / (sample.length / 2))
  const encoding =
    odd >= manyZeros && even <= fewZeros
      ? "utf-16le"
      : even >= manyZeros && odd <= fewZeros
        ? "utf-16be"
        : undefined
  if (encoding === undefined) {
    if (isReadable(new TextDecoder("latin1").decode(sample))) return undefined
    const fitting = (["utf-16le", "utf-16be"] as const).filter((way) => isOneScript(sample, way))
    return fitting.length === 1 ? fitting[0] : undefined
  }
  const text = new TextDecoder(encoding).decode(sample)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /[\u0000-\u0007\u000e-\u001a\u001c-\u001f\ufffd]/.test(text) ? undefined : encoding
}
