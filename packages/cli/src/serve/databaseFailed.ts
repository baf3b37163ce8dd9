import type { DatabaseError } from "@faxingcenter/gateway"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"

/** What a command ends with when its database cannot be used: only what may pass is worth another try. */
export const databaseFailed = ({ detail, kind }: DatabaseError): CommandFailed =>
  new CommandFailed({
    exitCode: kind === "refused" ? exitCodes.rejected : exitCodes.unavailable,
    message: detail
  })
