import { loadCommand } from "./commands.js"
import { runLine } from "./runLine.js"

/** Runs the line of any command. */
export const main = (args: ReadonlyArray<string>) => runLine(loadCommand, args)
