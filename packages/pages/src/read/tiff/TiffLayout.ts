import type { TiffPage } from "../../codec/readTiff.js"
import { damaged } from "../../Refusal.js"

/** How the dots of a page lie in its strips or tiles. */
export interface TiffLayout {
  readonly samples: number
  /** Samples that are colours; those after them are extra. */
  readonly colours: number
  /** The first extra sample that is alpha: its index, and whether colours were multiplied with it. */
  readonly alpha: { readonly index: number; readonly premultiplied: boolean } | undefined
  readonly bits: number
  /** SampleFormat (TIFF 6.0, section 19): 1 unsigned, 2 signed, 3 floating point. */
  readonly format: number
  /** 0 white is zero, 1 black is zero, 2 RGB, 3 palette, 5 inks, 6 YCbCr, 8 Lab. */
  readonly photometric: number
  /** Each sample lies in strips of its own. */
  readonly planar: boolean
  readonly predictor: number
  /** Dots that share their colour, across and down, in YCbCr. */
  readonly subsampling: readonly [number, number]
  readonly chunks: {
    readonly width: number
    readonly rows: number
    readonly across: number
    readonly down: number
    readonly offsets: ReadonlyArray<number>
    readonly lengths: ReadonlyArray<number>
  }
}

/** Samples that a PhotometricInterpretation has (TIFF 6.0, section 3 and on). */
const coloursOf: Record<number, number> = {
  0: 1,
  1: 1,
  2: 3,
  3: 1,
  4: 1,
  5: 4,
  6: 3,
  8: 3,
  9: 3,
  10: 3
}

/** What a page is that does not say it: G3 and G4 code black on white, three samples are RGB. */
const usualPhotometric = (compression: number, samples: number) =>
  compression >= 2 && compression <= 4 ? 0 : samples >= 3 ? 2 : 1

/** ExtraSamples (TIFF 6.0, page 31): 1 and 2 are alpha, 0 is anything. */
const alphaOf = (extras: ReadonlyArray<number>, colours: number) => {
  const at = extras.findIndex((extra) => extra === 1 || extra === 2)
  return at === -1 ? undefined : { index: colours + at, premultiplied: extras[at] === 1 }
}

export const layoutOf = (page: TiffPage, fileLength: number): TiffLayout => {
  const { compression, rows, values, width } = page
  const first = (tag: number, usual: number) => values(tag)[0] ?? usual
  // Who gives a size for each sample has said how many there are.
  const samples = first(277, values(258).length || 1)
  const bits = new Set(values(258).length === 0 ? [1] : values(258))
  if (samples < 1 || samples > 64 || bits.size !== 1) {
    throw damaged("its pixels have too many samples, or samples of different sizes")
  }
  const photometric = page.photometric ?? usualPhotometric(compression, samples)
  const inks = photometric === 5 ? Math.min(samples, first(334, 4)) : undefined
  const colours = inks ?? coloursOf[photometric] ?? samples
  if (samples < colours) throw damaged("its pixels have fewer samples than their colours need")
  const tiled = values(322).length > 0
  const chunkWidth = tiled ? first(322, width) : width
  const chunkRows = tiled ? first(323, rows) : Math.min(rows, first(278, rows) || rows)
  const offsets = tiled ? values(324) : values(273)
  const given = tiled ? values(325) : values(279)
  if (
    !(chunkWidth > 0 && chunkRows > 0) ||
    chunkWidth > 2 * width + 4096 ||
    chunkRows > rows + 65_536
  ) {
    throw damaged("its strips or tiles have an invalid size")
  }
  const [across = 2, down = 2] = values(530)
  return {
    samples,
    colours,
    alpha: alphaOf(values(338), colours),
    bits: [...bits][0] ?? 1,
    format: first(339, 1),
    photometric,
    planar: first(284, 1) === 2 && samples > 1,
    predictor: first(317, 1),
    subsampling: photometric === 6 ? [across || 1, down || 1] : [1, 1],
    chunks: {
      width: chunkWidth,
      rows: chunkRows,
      across: Math.ceil(width / chunkWidth),
      down: Math.ceil(rows / chunkRows),
      offsets,
      // A strip whose length nobody wrote down ends with the file, or where the next begins.
      lengths: offsets.map(
        (offset, index) => given[index] ?? (offsets[index + 1] ?? fileLength) - offset
      )
    }
  }
}
