/** Fonts whose letters are pictures, bars or signs for machines: other letters in their place say nothing. */
const signs = [
  /wingdings|webdings|dingbat|marlett|fontawesome|icons?\b|symbols?\b/,
  /bar.?code|idautomation|(free)?3\s?of\s?9|2\s?of\s?5|code.?(11|25|39|93|128)|c39|c128|i2of5/,
  /ean.?(8|13)|upc.?[ae]|isbn|postnet|planet|intelligent.?mail|imb\b|usps|rm4scc|pdf.?417|qr.?code|data.?matrix/,
  /micr|cmc7|e13b/
]

/** Those that every reader has (ISO 32000, 9.6.2.2), by their names and that of Windows. */
const standard = /^(symbol|symbolmt|zapfdingbats|itczapfdingbats)/

/** Fonts of letters, which some writers call symbolic all the same. */
const letters =
  /arial|helvet|times|courier|calibri|cambria|verdana|tahoma|georgia|garamond|segoe|trebuchet|consolas|sans|serif|roman|mono|gothic|mincho|song|ming|hei|kai/

/** Names of glyphs that name no character: `g12`, `C0_3`; Adobe's `uni20AC`, `afii10017`, `SF100000` do. */
const numbered = /^(?!uni|u[0-9A-F]|afii|SF|H1|H2)[A-Za-z]{0,5}_?\d+$/

/**
 * Whether a font that is not in the file draws signs of its own, so that nobody knows what its codes mean. `symbolic` is what
 * the file says of it where it says nothing of its encoding; `differences` are the glyphs that it names.
 */
export const hasOwnSigns = (
  baseFont: string,
  symbolic: boolean,
  differences: ReadonlyArray<string>
): boolean => {
  const name = baseFont.replace(/^[A-Z]{6}\+/, "").toLowerCase()
  if (standard.test(name)) return false
  if (signs.some((sign) => sign.test(name))) return true
  return differences.some((glyph) => numbered.test(glyph)) || (symbolic && !letters.test(name))
}
