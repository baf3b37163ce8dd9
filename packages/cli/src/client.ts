import { clientCommands } from "./clientCommands.js"
import { runLine } from "./runLine.js"

/** Runs the line of a command that is no server. */
export const main = (args: ReadonlyArray<string>) => runLine(clientCommands, args)

/** What a thread of the renderer runs. */
export const pagesWorker = () => import("@faxingcenter/pages/worker")
