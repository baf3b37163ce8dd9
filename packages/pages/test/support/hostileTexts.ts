import { gzipSync } from "node:zlib"
import { encoded, type Hostile, joined } from "./hostile.js"

const utf8 = (text: string) => new TextEncoder().encode(text)
const unsupported = ["UnsupportedDocument"]

/** The beginning of a ZIP whose first member has this name. */
const zip = (member: string) =>
  joined(
    "PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    String.fromCharCode(member.length),
    "\0\0\0",
    member,
    "x".repeat(300)
  )

export const hostileTexts: ReadonlyArray<Hostile> = [
  { name: "nothing at all", bytes: () => new Uint8Array(), expected: ["EmptyDocument"] },
  { name: "text: white space", bytes: () => encoded(" \n\t\f \r\n"), expected: ["EmptyDocument"] },
  {
    name: "text: a byte order mark",
    bytes: () => encoded("\xef\xbb\xbf"),
    expected: ["EmptyDocument"]
  },
  {
    name: "text: escape sequences alone",
    bytes: () => encoded("\x1b[31m\x1b[0m"),
    expected: ["EmptyDocument"]
  },
  {
    name: "text: one line of 500 KB",
    bytes: () => encoded("x".repeat(500_000)),
    expected: [105, "DocumentTooLarge"]
  },
  {
    name: "text: 50 MB of line feeds",
    bytes: () => joined("x", new Uint8Array(5e7).fill(10), "x"),
    expected: ["DocumentTooLarge"]
  },
  {
    name: "text: 100,000 form feeds",
    bytes: () => encoded("x\f".repeat(100_000)),
    expected: ["DocumentTooLarge"]
  },
  {
    name: "text: 20,000 accents on one letter",
    bytes: () => utf8(`Z${"\u0301\u0327".repeat(10_000)}`),
    expected: [1]
  },
  {
    name: "text: 5,000 changes of direction",
    bytes: () => utf8("\u202eabc\u202dשלום\u202c ".repeat(5_000)),
    expected: [7, 8, 9, 10, 11, "DocumentTooLarge"]
  },
  {
    name: "text: unpaired surrogates in UTF-16",
    bytes: () => joined("\xff\xfe", "a\0\x00\xd8b\0\x00\xdc"),
    expected: [1]
  },
  { name: "text: Latin-1", bytes: () => encoded("Stra\xdfe \xfcber"), expected: [1] },
  { name: "text: UTF-8 cut in mid-character", bytes: () => utf8("a€").slice(0, -1), expected: [1] },
  {
    name: "text: characters no font has",
    bytes: () => utf8("\u{f8ff}\u{10ffff}\u{1f9ff}"),
    expected: [1]
  },
  { name: "text: NUL in it", bytes: () => encoded("abc\0def"), expected: unsupported },
  { name: "PostScript", bytes: () => encoded("%!PS-Adobe-3.0\n{} loop"), expected: unsupported },
  {
    name: "HTML",
    bytes: () => encoded("\n<!DOCTYPE html><script>alert(1)</script>"),
    expected: unsupported
  },
  {
    name: "SVG that reads a file",
    bytes: () =>
      encoded(
        '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>'
      ),
    expected: unsupported
  },
  {
    name: "XML bomb",
    bytes: () => encoded('<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'),
    expected: [1]
  },
  { name: "ZIP", bytes: () => zip("a.txt"), expected: unsupported },
  {
    name: "Word document without LibreOffice",
    bytes: () => zip("[Content_Types].xml"),
    expected: unsupported
  },
  {
    name: "old Word document without LibreOffice",
    bytes: () => joined("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", new Uint8Array(600)),
    expected: unsupported
  },
  {
    name: "RTF without LibreOffice",
    bytes: () => encoded("{\\rtf1 Hello}"),
    expected: unsupported
  },
  { name: "gzip", bytes: () => new Uint8Array(gzipSync("hello")), expected: unsupported },
  {
    name: "program for Linux",
    bytes: () => joined("\x7fELF\x02\x01\x01", new Uint8Array(100)),
    expected: unsupported
  },
  {
    name: "MP4",
    bytes: () => joined("\0\0\0\x20ftypisom", new Uint8Array(100)),
    expected: unsupported
  },
  { name: "BMP", bytes: () => joined("BM", new Uint8Array(100)), expected: unsupported },
  {
    name: "noise",
    bytes: () => new Uint8Array(5000).map((_, index) => (index * index * 31 + 7) & 255),
    expected: unsupported
  }
]
