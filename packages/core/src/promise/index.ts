export * from "./errors.js"
export { FaxingCenter } from "./FaxingCenter.js"
export type * from "./types.js"
