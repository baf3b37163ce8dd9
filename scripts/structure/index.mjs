export { findCircles, findFaults } from "./check.mjs"
export { draw } from "./draw.mjs"
export { readImports } from "./imports.mjs"
export { findSpelledWire, wireSpelledIn, wireWordsOf } from "./wire.mjs"
