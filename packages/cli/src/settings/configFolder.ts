import { homedir } from "node:os"
import { join } from "node:path"

/** Where `fax` keeps what it is told: `$XDG_CONFIG_HOME/faxingcenter`. */
export const configFolder = (): string => {
  const base = process.env.XDG_CONFIG_HOME
  // The XDG specification: a relative path in this variable is invalid and is ignored.
  return join(base?.startsWith("/") ? base : join(homedir(), ".config"), "faxingcenter")
}
