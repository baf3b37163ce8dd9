import type { FindingKind } from "../Finding.js"
import type { Grid } from "../raster/Grid.js"
import type { Placement } from "../raster/place.js"

/** One page of a document before it is rendered. */
export interface Sheet {
  /** Natural size in inches, as its reader holds it. */
  readonly widthInches: number
  readonly heightInches: number
  /** Where it lands, if not where `place` puts it. */
  readonly place?: (grid: Grid) => Placement
  /** Draws itself on a white page of one grey byte a dot. The bytes hold until the next sheet is drawn. */
  readonly draw: (grid: Grid, placement: Placement) => Promise<Uint8Array>
  /** What was found wrong with it; asked after it is drawn. */
  readonly problems?: () => Promise<ReadonlyArray<Problem>>
  /** What is written on it, where it is more than a picture. */
  readonly text?: () => string
  readonly textFacts?: () => TextFacts
  /** Where what the document says is, if it is not on its pages. */
  readonly contentElsewhere?: ContentElsewhere
  /** Characters that no font here has. */
  readonly missingCharacters?: string
  /** Scripts whose letters stand side by side where they should join. */
  readonly unjoinedScripts?: ReadonlyArray<string>
}

/** Something that a person should know of a page. */
export interface Problem {
  readonly kind: FindingKind
  /** A sentence for a person. */
  readonly detail: string
}

/** A form that only Adobe's programs lay out (XFA), or files that a PDF carries. */
export type ContentElsewhere = "form" | "attachments"

/** What is known of the text of a page without drawing it. */
export interface TextFacts {
  /** Height in points of the smallest text of which there are more than a few characters. */
  readonly smallest: number | undefined
  /** Fonts that are not embedded, of text that the fonts which stand in for them do not have. */
  readonly missingFonts: ReadonlyArray<string>
  /** Fonts in whose place others are drawn. */
  readonly replacedFonts: ReadonlyArray<string>
}

/** A document opened: pages are counted, none is rendered. */
export interface Opened {
  readonly count: number
  /** The page of the document, from 0, that a sheet is of; its own number unless given. */
  readonly pageOf?: (index: number) => number
  /** Sizes in inches, where they may be other than that of the paper. */
  readonly sizes?: () => ReadonlyArray<readonly [width: number, height: number]>
  /** Bytes of the largest picture on the first page, decoded; where its reader holds it whole. */
  readonly largestPicture?: () => number
  readonly sheet: (index: number) => Promise<Sheet>
  readonly close: () => void
}

/** What a document may cost. */
export interface ReadLimits {
  /** Pages of all documents together. */
  readonly pages: number
  /** Pixels of one image before it is scaled. */
  readonly pixels: number
  /** Bytes of one document. */
  readonly bytes: number
  /** Seconds of work. */
  readonly seconds: number
  /** Bytes of memory for a renderer. */
  readonly memory: number
}
