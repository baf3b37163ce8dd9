import { runLine } from "./runLine.js"

/** Runs `fax mock`, bundled without the other commands, so that a mock starts sooner. */
export const main = (args: ReadonlyArray<string>) =>
  runLine({ mock: async () => (await import("./commands/mock.js")).mock }, args)
