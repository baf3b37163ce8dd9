import { homedir } from "node:os"
import { join } from "node:path"

const under = (variable: string, fallback: string) => {
  const base = process.env[variable]
  // The XDG specification: a relative path in these variables is invalid and is ignored.
  return join(base?.startsWith("/") ? base : join(homedir(), fallback), "faxingcenter")
}

/** Where `fax` keeps what it is told: `$XDG_CONFIG_HOME/faxingcenter`. */
export const configFolder = (): string => under("XDG_CONFIG_HOME", ".config")
