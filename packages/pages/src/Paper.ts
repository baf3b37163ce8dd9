import * as Schema from "effect/Schema"

/** Paper at the receiving machine. */
export const Paper = Schema.Literal("a4", "letter", "legal", "b4")
export type Paper = typeof Paper.Type

/** Width and height in points. */
export const paperSize: Record<Paper, readonly [width: number, height: number]> = {
  a4: [595.28, 841.89],
  letter: [612, 792],
  legal: [612, 1008],
  b4: [728.5, 1031.8]
}

/** Rows to the inch: 196 (fine) or 98 (standard). Every machine can do both. */
export const Resolution = Schema.Literal("fine", "standard")
export type Resolution = typeof Resolution.Type

/**
 * The compression of pages (ITU-T T.4, T.6): `g3` is one-dimensional (MH), `g3-2d` two-dimensional (MR),
 * `g4` is MMR, the smallest.
 */
export const Coding = Schema.Literal("g3", "g3-2d", "g4")
export type Coding = typeof Coding.Type
