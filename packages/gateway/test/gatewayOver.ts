import * as Redacted from "effect/Redacted"
import { layerPostgres, layerSqlite } from "../src/index.js"

/** The gateway over the database at this address, as `fax serve` would choose it. */
export const gatewayOver = (address: string) =>
  address.startsWith("postgres:")
    ? layerPostgres({ url: Redacted.make(address) })
    : layerSqlite(address)
