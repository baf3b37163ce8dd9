import * as Schema from "effect/Schema"
import type { Sealed } from "./Vault.js"

/** Bytes as the databases give them. */
const Bytes = Schema.transform(
  Schema.Union(Schema.Uint8ArrayFromSelf, Schema.instanceOf(ArrayBuffer)),
  Schema.Uint8ArrayFromSelf,
  {
    strict: true,
    decode: (bytes) => (bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes),
    encode: (bytes) => bytes
  }
)

/** The columns that hold what the vault has sealed. */
export const sealedColumns = { key_id: Schema.NullOr(Schema.String), bytes: Bytes }

/** A row of those columns, for the vault. */
export const sealedOf = (row: {
  readonly key_id: string | null
  readonly bytes: Uint8Array
}): Sealed => ({ keyId: row.key_id, bytes: row.bytes })
