import { gzipSync } from "node:zlib"
import { describe, expect, test } from "@effect/vitest"
import { Refusal } from "../src/Refusal.js"
import { detect } from "../src/read/detect.js"
import { openText } from "../src/read/text.js"
import { readText } from "../src/text/readText.js"
import { line, pdf } from "./support/pdf.js"

const latin1 = (text: string) => new Uint8Array(Buffer.from(text, "latin1"))
const utf8 = (text: string) => new Uint8Array(Buffer.from(text, "utf8"))
const utf16 = (text: string) => new Uint8Array(Buffer.from(text, "utf16le"))

/** The type, or the sentence of the refusal. */
const found = (bytes: Uint8Array): string => {
  const kind = detect(bytes)
  return typeof kind === "string" ? kind : kind.detail
}

const xml = '<?xml version="1.0"?>\n'
const letter = Buffer.from(pdf([{ content: line(56, 700, 12, "Order 4711") }])).toString("latin1")
const plain =
  "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n3 0 obj\n<<>>\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
const objects = plain.slice(9)

const print = (what: string) => `it is ${what}; print it to a PDF`
const saved = (what: string) => `it is ${what}; save it as PDF`
const picture = (what: string) => `it is ${what}; save it as PDF, PNG or JPEG`
const printer = print("print data (PCL, ESC/P or the like)")
const unknown = "it is not PDF, TIFF, PNG, JPEG, WebP, GIF or plain text; save it as PDF"
const asText = "it is a PDF that an editor saved as UTF-16; send it as its program made it"
const coded = "it is a file in base64; decode it first"
const mail =
  "it is an e-mail with its parts coded; save it as PDF from a mail program, and fax its attachments as documents of their own"

const cases: Readonly<Record<string, ReadonlyArray<readonly [name: string, Uint8Array]>>> = {
  pdf: [
    ["behind text", utf8("Received: today\n%PDF-1.7\n1 0 obj\n<<>>")],
    ["behind a mark and bytes", utf8("\ufeff%PDF-1.7\n%\u0000\u0001")],
    ["that breaks off", utf8("%PDF-1.7")],
    ["behind much text", utf8(`${"Received: today\n".repeat(200)}${plain}`)],
    ["behind codes for a printer", utf8(`\x1b%-12345X@PJL ENTER LANGUAGE=PDF\r\n${plain}`)],
    ["without a header", utf8(objects)],
    ["with a damaged header", utf8(`%PDF1.4\n${objects}`)],
    ["with another header", utf8(`%!PDF\r\n${objects}`)],
    ["without header and end", utf8(objects.slice(0, objects.indexOf("trailer")))],
    ["cut in its first object", utf8(objects.slice(11))],
    ["cut in the word of its first object", utf8(objects.slice(5))],
    ["cut at both ends", utf8(objects.slice(11, objects.indexOf("3 0 obj") + 4))]
  ],
  text: [
    ["XML", utf8(`${xml}<order>4711</order>`)],
    ["behind a comment", utf8("<!-- draft -->\n# Order of <html> books")],
    ["Markdown behind HTML", utf8("<h1>Orders</h1>\n\nAll of *them*.\n")],
    ["about PDFs", utf8("A file begins with\n%PDF-1.7\nor so.")],
    ["that ends with a PDF", utf8(`A PDF has objects:\n\nas in\n${objects}`)],
    ["that begins with a PDF", utf8(`${objects}That is all of a PDF.`)],
    ["about objects", utf8("Each object ends with endobj.\n1 0 obj is the first.\n")],
    ["with colours of a terminal", utf8("\x1b[1mOrder\x1b(B\x1b[m 4711\n")],
    ["with the end of file of DOS", utf8("Order 4711\r\n\x1a\x1a")],
    ["an e-mail", utf8("From: a@b\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nOrder")],
    ["UTF-16", utf16("\ufeffOrder 4711")],
    ["UTF-32", latin1("\xff\xfe\0\0O\0\0\0r\0\0\0d\0\0\0")],
    ["one word of many letters", utf8("Donaudampfschifffahrtsgesellschaft".repeat(4))],
    ["Japanese of e-mails", latin1("\x1b$B$3$s\x1b(B 4711")]
  ],
  [saved("HTML or SVG")]: [
    ["XHTML", utf8(`${xml}<!DOCTYPE html PUBLIC "x" "y"><html>`)],
    ["HTML behind a comment", utf8("<!-- saved -->\n<!-- twice -->\n<HTML lang=en>")],
    ["HTML behind a mark", utf8("\ufeff<html>")],
    ["HTML in UTF-16", utf16("\ufeff<!-- ä --><html>")],
    ["SVG behind a comment", utf8(`${xml}<!-- made\nby hand -->\n<svg xmlns="x">`)],
    ["SVG with a prefix", utf8(`${xml}<svg:svg xmlns:svg="x">`)]
  ],
  [saved("HTML")]: [
    ["a part of a page", utf8("<div>\n<p>Order</p>\n</div>\n")],
    ["a page without its frame", utf8('<meta charset="utf-8"><p>Order</p>')]
  ],
  [print("PostScript")]: [
    ["PostScript", utf8("%!PS-Adobe-3.0")],
    ["with a mark of the end first", utf8("\x04%!PS-Adobe-3.0\nshowpage\n\x04")],
    ["with no more than its sign", utf8("%!\n/Helvetica findfont")],
    ["behind blank lines", utf8("\r\n\r\n%!PS")],
    ["behind a comment", utf8("% made here\n%!PS-Adobe-3.0")],
    ["behind a change of language", utf8("\x1b%-12345X%!PS")],
    ["in UTF-16", utf16("\ufeff%!PS-Adobe-3.0")],
    ["EPS for DOS", latin1("\xc5\xd0\xd3\xc6\x1e\0\0\0")]
  ],
  [print("print data (PJL)")]: [
    ["PJL", utf8("@PJL SET COPIES=2\r\nOrder")],
    ["PJL behind its sign", utf8("\x1b%-12345X@PJL ENTER LANGUAGE=PCL\r\n\x1bEOrder")],
    ["PCL XL in PJL", latin1("\x1b%-12345X@PJL\r\n) HP-PCL XL;2;0;\n\xd1X\x02")]
  ],
  [print("PCL XL")]: [["PCL XL", latin1(") HP-PCL XL;2;0;Order\n\xd1\x58\x02\xf8\x86")]],
  [printer]: [
    ["PCL", utf8("\x1bE\x1b&l0O\x1b(s0p10HOrder\r\n\f\x1bE")],
    ["HP-GL in PCL", utf8("\x1b%0BIN;SP1;PU0,0;")],
    ["ESC/P", utf8("\x1b@\x1bEOrder\x1bF\r\n")]
  ],
  [print("a plot in HP-GL")]: [["HP-GL", utf8("IN;SP1;PU0,0;PD100,100;")]],
  [print("a label in ZPL")]: [["ZPL", utf8("^XA^FO50,50^FDOrder^FS^XZ")]],
  [print("a print file (AFP)")]: [["AFP", latin1("\x5a\x00\x10\xd3\xa8\xa8\x00")]],
  [print("a drawing in DXF")]: [["DXF", utf8("  0\nSECTION\n  2\nHEADER\n")]],
  [saved("DjVu")]: [["DjVu", latin1("AT&TFORM\x21\x22\x23\x24DJVUINFO")]],
  [saved("a drawing of Windows (EMF or WMF)")]: [
    ["EMF", latin1(`\x01\0\0\0l\0\0\0${"\0".repeat(32)} EMF`)],
    ["WMF", latin1("\xd7\xcd\xc6\x9a\0\0")]
  ],
  [saved("RTF with something before it")]: [
    ["RTF behind a mark", utf8("\ufeff{\\rtf1 Order}")],
    ["RTF behind blank lines", utf8("\r\n{\\rtf1 Order}")]
  ],
  [saved("an office document in XML")]: [
    ["Word", utf8(`${xml}<?mso-application progid="Word.Document"?><w:wordDocument>`)],
    ["OpenDocument", utf8(`${xml}<office:document xmlns:office="x">`)]
  ],
  office: [["RTF", utf8("{\\rtf1 Order}")]],
  [asText]: [
    ["a PDF as UTF-16", utf16(`\ufeff${letter}`)],
    ["without a mark", utf16(plain)],
    ["the other way round", new Uint8Array(Buffer.from(`\ufeff${letter}`, "utf16le").swap16())]
  ],
  "it is a PDF that was saved as text; send it as its program made it": [
    ["a PDF as UTF-16, its header cut off", utf16(`\ufeff${objects.slice(11)}`)]
  ],
  [coded]: [
    ["a PDF in base64", utf8(Buffer.from(plain).toString("base64"))],
    ["as a data URL", utf8(`data:application/pdf;base64,${Buffer.from(plain).toString("base64")}`)]
  ],
  "it is a file in uuencode; decode it first": [
    ["a PDF", utf8("begin 644 a.pdf\nM)5!$1BTQ+C0*\n")]
  ],
  [mail]: [
    ["HTML", utf8("From: a@b\r\nContent-Type: multipart/related;\r\n boundary=x\r\n\r\n--x\r\n")],
    ["base64", utf8("From: a@b\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK")]
  ],
  "it is compressed; unpack it and fax the files in it": [
    ["gzip", new Uint8Array(gzipSync("Order"))],
    ["bzip2", latin1("BZh91AY&SY\x9a\xbc")],
    ["Zstandard", latin1("\x28\xb5\x2f\xfd\x24\x8b")]
  ],
  "it is a ZIP or XPS; unpack it and fax the files in it, or print it to a PDF": [
    ["ZIP", latin1("PK\x03\x04\x14\0a.txt")],
    ["XPS", latin1("PK\x03\x04\x14\0[Content_Types].xml and FixedDocumentSequence.fdseq")]
  ],
  [picture("a HEIC or AVIF picture")]: [["HEIC", latin1("\0\0\0\x18ftypheic")]],
  [picture("a JPEG 2000 picture")]: [["its codestream", latin1("\xff\x4f\xff\x51")]],
  [picture("a bitmap (Netpbm)")]: [
    ["of digits", utf8("P1\n# made here\n3 3\n0 1 0\n")],
    ["of bytes", latin1("P4\n8 8\n\0\x01\x02\x03")]
  ],
  "it is text in EBCDIC; convert it to UTF-8": [
    ["EBCDIC", latin1("\xc8\x85\x93\x93\x96\x40\xe6\x96\x99\x93\x84\x25")]
  ],
  [unknown]: [
    ["a control in a text", utf8("Order\x07 4711")],
    ["controls in UTF-16", utf16("\ufeffOrder\u0001\u0002\u0000 4711")],
    ["data behind the end of file of DOS", utf8("Order\x1a\x02 4711")],
    ["filled up with zeros", utf8(`Order 4711\n${"\0".repeat(90)}`)],
    ["a program", latin1("\x7fELF\x02\x01\x01\0\0")]
  ]
}

describe("a document is what its content is, and text only where it is text", () => {
  for (const [right, documents] of Object.entries(cases)) {
    for (const [name, bytes] of documents) {
      test(`${right}: ${name}`, () => expect(found(bytes)).toBe(right))
    }
  }

  test("long runs of anything are looked at once", () => {
    for (const run of [
      "\n",
      " ",
      "% ",
      "1 ",
      "endobj\n ",
      "%\n",
      "<!--",
      "begin ",
      "A: \n",
      "\x1a",
      "\x1b["
    ]) {
      const bytes = utf8(run.repeat(70_000 / run.length))
      expect(["text", "pdf", unknown]).toContain(found(bytes))
    }
  })

  test("what is data further on is refused when it is read", async () => {
    const limits = { pages: 99, pixels: 1e8, bytes: 1e9, seconds: 60, memory: 5e8 }
    const bytes = utf8(`${"Order 4711\n".repeat(1_000)}\x01\x02\x03`)
    expect(found(bytes)).toBe("text")
    const refused = await openText(bytes, "a4", limits).catch((cause: unknown) => cause)
    expect(refused instanceof Refusal && refused.reason).toEqual({
      _tag: "UnsupportedDocument",
      detail: "it is text at first and something else further on; save it as PDF"
    })
  })

  test("text of other codings is read", () => {
    expect(readText(latin1("\x1b$B$3$s\x1b(B 4711"))).toMatchObject({ text: "こん 4711" })
    expect(readText(latin1("\xff\xfe\0\0O\0\0\0r\0\0\0d\0\0\0")).text).toBe("Ord")
    expect(readText(latin1("\0\0\xfe\xff\0\0\0O\0\0\0r")).text).toBe("Or")
  })
})
