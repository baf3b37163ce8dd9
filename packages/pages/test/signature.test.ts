import { expect, it } from "@effect/vitest"
import { signatureOf } from "@faxingcenter/pages/signature"
import { detect } from "../src/read/detect.js"

const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

it.each([
  ["%PDF-1.7\n", "pdf"],
  ["II*\0\b\0\0\0", "tiff"],
  ["MM\0*\0\0\0\b", "tiff"],
  ["\x89PNG\r\n\x1a\n", "png"],
  ["\xff\xd8\xff\xe0", "jpeg"],
  ["RIFF\0\0\0\0WEBPVP8 ", "webp"],
  ["GIF87a", "gif"],
  ["GIF89a", "gif"]
])("%j is the beginning of a %s, for whoever converts it too", (beginning, kind) => {
  expect(signatureOf(bytesOf(beginning))).toBe(kind)
  expect(detect(bytesOf(beginning))).toBe(kind)
})

it.each([
  ["\xff\xfea\0", "utf16", "text"],
  ["An order", undefined, "text"],
  ["RIFF\0\0\0\0WAVE", undefined, "unknown"],
  ["GIF90a", undefined, "text"],
  ["\n%PDF-1.7\n\0", undefined, "pdf"],
  ["", undefined, "text"]
])("%j has the signature %s, and is %s", (beginning, signature, kind) => {
  expect(signatureOf(bytesOf(beginning))).toBe(signature)
  const found = detect(bytesOf(beginning))
  expect(typeof found === "string" ? found : "unknown").toBe(kind)
})
