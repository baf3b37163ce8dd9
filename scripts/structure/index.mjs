export { findCircles, findFaults } from "./check.mjs"
export { draw } from "./draw.mjs"
export { readImports, specifiersOf } from "./imports.mjs"
export { findSpelledWire, wireSpelledIn, wireWordsOf } from "./wire.mjs"
