import * as Redacted from "effect/Redacted"
import { onPostgres, onSqlite } from "../src/gatewayLayer.js"

/** The gateway over the database at this address, as `fax serve` would choose it. */
export const gatewayOver = (address: string) =>
  address.startsWith("postgres:") ? onPostgres({ url: Redacted.make(address) }) : onSqlite(address)
