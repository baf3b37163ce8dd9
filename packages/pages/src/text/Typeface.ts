import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import * as hb from "harfbuzzjs"
import { unwrapWoff } from "./unwrapWoff.js"

/** A font with what shaping and embedding need of it. */
export interface Typeface {
  readonly name: string
  /** TrueType data. */
  readonly bytes: Uint8Array
  readonly unitsPerEm: number
  readonly font: hb.Font
}

const files = {
  mono: "dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf",
  monoBold: "dejavu-fonts-ttf/ttf/DejaVuSansMono-Bold.ttf",
  sans: "dejavu-fonts-ttf/ttf/DejaVuSans.ttf",
  bold: "dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf",
  unifont: "@fontsource/unifontex/files/unifontex-latin-400-normal.woff"
} as const

export type FaceName = keyof typeof files

const loaded = new Map<FaceName, Promise<Typeface>>()

const load = async (name: FaceName): Promise<Typeface> => {
  const file = await readFile(createRequire(import.meta.url).resolve(files[name]))
  const bytes = files[name].endsWith(".woff") ? unwrapWoff(file) : new Uint8Array(file)
  const face = new hb.Face(new hb.Blob(bytes))
  return { name, bytes, unitsPerEm: face.upem, font: new hb.Font(face) }
}

export const typeface = (name: FaceName): Promise<Typeface> => {
  const known = loaded.get(name) ?? load(name)
  loaded.set(name, known)
  return known
}
