export type { ConsoleServices } from "./ConsoleServices.js"
export { type ConsoleRoutesOptions, consoleRoutes } from "./consoleRoutes.js"
