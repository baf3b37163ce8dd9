import { runLine } from "./runLine.js"

/** Runs `fax serve`, bundled without the other commands, so that a gateway starts sooner. */
export const main = (args: ReadonlyArray<string>) =>
  runLine({ serve: async () => (await import("./commands/serve.js")).serve }, args)
