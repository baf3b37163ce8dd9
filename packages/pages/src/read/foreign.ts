import { hasObjects } from "../integrity/pdf/isPdf.js"
import { signatureOf } from "./signatureOf.js"

/** What a document is that is not read here, and what its sender does about it. */
interface Foreign {
  readonly what: string
  readonly cure: string
}

const print = "print it to a PDF"
const saved = "save it as PDF"
const picture = "save it as PDF, PNG or JPEG"
const unpack = "unpack it and fax the files in it"
const decode = "decode it first"
const anew = "send it as its program made it"

/** What may stand before the first tag of HTML and SVG: white space, the XML declaration, comments. */
const prolog = /^(\s+|<\?.*?\?>|<!--.*?-->)*/s
const htmlTags =
  "html|head|body|title|style|script|table|div|span|p|h[1-6]|center|font|ul|ol|form|section|article|main|header|nav"

/** A part of an HTML page; text with marks, as Markdown is, may begin so, but does not end so. */
const htmlPart = new RegExp(`^<(?:meta|link)\\s|^<(${htmlTags})[\\s>].*</\\1>`, "is")

/** Languages of pages, plots and labels, markup, and files that were made fit for mail, by how their text begins. */
const texts: ReadonlyArray<readonly [what: string, cure: string, begins: RegExp]> = [
  ["PostScript", print, /^(?:%[^!\r\n]*[\r\n]+)*%!/],
  ["PCL XL", print, /^[()'] HP-PCL XL;/],
  ["print data (PJL)", print, /^@PJL/],
  ["a plot in HP-GL", print, /^(?:IN|DF|SP\d?|PU)\s*;(?:[A-Z]{2}[\d,. -]*;\s*)*(?:PD|PA|PU|SP)/],
  ["a label in ZPL", print, /^(?:[~^][A-Z]{2}[^^~]*)*\^XA/],
  ["HTML or SVG", saved, /^<(?:!doctype (?:html|svg)|html|(?:\w+:)?svg)[\s>]/i],
  [
    "an office document in XML",
    saved,
    /^<(?:office:document|w:wordDocument|pkg:package|Workbook|FixedPage)[\s>]/
  ],
  ["RTF with something before it", saved, /^\{\\rtf/],
  ["a drawing in DXF", print, /^0\s+SECTION\s+2\s+(?:HEADER|CLASSES|TABLES|BLOCKS|ENTITIES)\b/],
  ["a bitmap (Netpbm)", picture, /^P[1-7]\s*\n(?:#.*\n)*\d+ +\d+\s*\n/],
  ["a bitmap (X11)", picture, /^(?:\/\* XPM \*\/|#define \w+_width \d+\s+#define \w+_height)/],
  ["a file in uuencode", decode, /^begin(?:-base64)? [0-7]{3} \S/],
  ["a file in BinHex", decode, /^\(This file must be converted with BinHex/],
  ["a file in yEnc", decode, /^=ybegin /],
  [
    "an e-mail with its parts coded",
    "save it as PDF from a mail program, and fax its attachments as documents of their own",
    /^(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:content-type:\s*(?:multipart\/|text\/html)|content-transfer-encoding:\s*base64)/i
  ]
]

/** Files that are no text, by their bytes from `at` on. */
const binaries: ReadonlyArray<
  readonly [what: string, cure: string, at: number, ...beginnings: ReadonlyArray<string>]
> = [
  ["a HEIC or AVIF picture", picture, 4, "ftyphei", "ftyphev", "ftypmif", "ftypmsf", "ftypavi"],
  ["a JPEG 2000 picture", picture, 0, "\0\0\0\x0cjP  ", "\xff\x4f\xff\x51"],
  ["a JPEG XL picture", picture, 0, "\0\0\0\x0cJXL ", "\xff\x0a"],
  ["a Photoshop picture", picture, 0, "8BPS\0"],
  ["a PCX picture", picture, 0, "\x0a\x05\x01", "\x0a\x03\x01", "\xb1\x68\xde\x3a"],
  ["a JBIG2 picture", picture, 0, "\x97JB2\r\n\x1a\n"],
  ["a BigTIFF", "save it as TIFF or PDF", 0, "II\x2b\0", "MM\0\x2b"],
  ["DjVu", saved, 0, "AT&TFORM"],
  ["a drawing of Windows (EMF or WMF)", saved, 40, " EMF"],
  ["a drawing of Windows (EMF or WMF)", saved, 0, "\xd7\xcd\xc6\x9a"],
  ["PostScript", print, 0, "\xc5\xd0\xd3\xc6"],
  ["a print file (AFP)", print, 3, "\xd3\xa8\xa8"],
  ["a DVI", saved, 0, "\xf7\x02\x01\x83\x92\xc0\x1c\x3b"],
  ["compressed", unpack, 0, "\x1f\x8b", "\x1f\x9d", "\x1f\xa0", "\xfd7zXZ\0", "\x28\xb5\x2f\xfd"],
  ["compressed", unpack, 0, "7z\xbc\xaf\x27\x1c", "Rar!\x1a\x07"],
  ["compressed", unpack, 4, "1AY&SY"],
  ["a ZIP or XPS", "unpack it and fax the files in it, or print it to a PDF", 0, "PK\x03\x04"],
  ["a PDF that an editor saved as UTF-16", anew, 0, "%\0P\0D\0F\0-\0", "\0%\0P\0D\0F\0-"],
  ["a PDF that an editor saved as UTF-16", anew, 2, "%\0P\0D\0F\0-\0", "\0%\0P\0D\0F\0-"]
]

/** Codes of printers, of HP and of Epson, and the universal end of a language; terminals have others. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const printerCodes = /\x1b(?:[@E]|%-?\d|[&*(][a-z]\d*[a-zA-Z])/

/** What stands around the first words of print files: the end of a transmission, and that of another language. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const before = /^(?:[\x04\0\ufeff]|\x1b%-12345X|\s)+/

const base64 = /^(?:data:[\w.+/-]*;base64,)?([A-Za-z0-9+/\r\n]{64,})={0,2}\s*$/

/** A file in base64, as it comes from an API that codes it twice. */
const isBase64File = (text: string): boolean => {
  const [, coded] = base64.exec(text) ?? []
  if (coded === undefined) return false
  const bytes = Buffer.from(coded.replace(/\s/g, "").slice(0, 64), "base64")
  const binary = bytes.toString("latin1")
  return signatureOf(bytes) !== undefined || /^(?:PK|\xd0\xcf|\{\\rtf|%!PS)/.test(binary)
}

const endsInTag = (bytes: Uint8Array): boolean =>
  /^>[\s\0]*$/.test(Buffer.from(bytes.subarray(-512)).toString("latin1").replace(/^.*>/s, ">"))

/** Text of mainframes: its spaces are 0x40, and 0x20 is nothing. */
const isEbcdic = (bytes: Uint8Array): boolean => {
  const sample = bytes.subarray(0, 8192)
  let [spaces, letters] = [0, 0]
  for (const byte of sample) {
    if (byte === 0x20) return false
    if (byte === 0x40) spaces++
    else if (byte > 0x80) letters++
  }
  return spaces > sample.length / 25 && letters > sample.length / 2
}

/**
 * What bytes are that are neither read here nor text, by how they begin; `text` is that beginning decoded. A document whose
 * words are for a machine would be faxed as these words.
 */
export const foreign = (bytes: Uint8Array, text: string): Foreign | undefined => {
  const binary = Buffer.from(bytes.subarray(0, 64)).toString("latin1")
  const words = text.replace(before, "").replace(prolog, "")
  const found =
    binaries.find(([, , at, ...beginnings]) =>
      beginnings.some((beginning) => binary.startsWith(beginning, at))
    ) ?? texts.find(([, , begins]) => begins.test(words))
  if (found !== undefined) return { what: found[0], cure: found[1] }
  if (htmlPart.test(words) && endsInTag(bytes)) return { what: "HTML", cure: saved }
  if (hasObjects(text)) return { what: "a PDF that was saved as text", cure: anew }
  if (isEbcdic(bytes)) return { what: "text in EBCDIC", cure: "convert it to UTF-8" }
  if (printerCodes.test(text)) return { what: "print data (PCL, ESC/P or the like)", cure: print }
  return isBase64File(text) ? { what: "a file in base64", cure: decode } : undefined
}
