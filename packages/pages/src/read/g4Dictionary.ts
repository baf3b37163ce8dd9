/** Wider or longer than this is no scan. */
const mostDots = 65_535
/** /Columns where it is not given (ISO 32000 table 11). */
const usualColumns = 1728

/** A picture coded in G4. */
export interface Coded {
  readonly width: number
  readonly rows: number
  /** What G4 calls white is black. */
  readonly inverted: boolean
}

const numberOf = (dictionary: string, key: string): number | undefined => {
  const found = new RegExp(`/${key}\\s+(\\d+)(?!\\s+\\d+\\s+R|[\\d.])`).exec(dictionary)
  return found === null ? undefined : Number(found[1])
}

/**
 * Reads the dictionary that this text ends with. Undefined unless it is that of a picture in G4, of
 * black and white alone, and says so in the plainest way.
 */
export const readDictionary = (written: string): Coded | undefined => {
  const dictionary = /\sobj\s*<<(((?!\bobj\b)[^(%#])*)>>\s*stream\r?\n$/.exec(written)?.[1]
  if (dictionary === undefined || /Mask|\/OC\b|\/F\b/.test(dictionary)) return undefined
  const parameters =
    /\/Filter\s*(\[\s*\/CCITTFaxDecode\s*\]|\/CCITTFaxDecode\s*(\/|$))/.test(dictionary) &&
    /\/DecodeParms\s*\[?\s*<<([^<>]*)>>/.exec(dictionary)?.[1]
  if (typeof parameters !== "string" || /\bR\b|\/EncodedByteAlign\s+true/.test(parameters)) {
    return undefined
  }
  if (!/\/ColorSpace\s*\/DeviceGray\b/.test(dictionary) || !/\/K\s+-\d/.test(parameters)) {
    return undefined
  }
  const [width, rows] = [numberOf(dictionary, "Width"), numberOf(dictionary, "Height")]
  if (width === undefined || rows === undefined || width > mostDots || rows > mostDots) {
    return undefined
  }
  if (width === 0 || rows === 0) return undefined
  if ((numberOf(parameters, "Columns") ?? usualColumns) !== width) return undefined
  if ((numberOf(dictionary, "BitsPerComponent") ?? 1) !== 1) return undefined
  const decode = /\/Decode\s*\[\s*(0\s+1|1\s+0)\s*\]/.exec(dictionary)?.[1]
  if (decode === undefined && /\/Decode\b/.test(dictionary)) return undefined
  const reversed = decode?.startsWith("1") ?? false
  return { width, rows, inverted: /\/BlackIs1\s+true/.test(parameters) !== reversed }
}
