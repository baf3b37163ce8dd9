import { layerSqlite, SimulatedLine, Vault } from "@faxingcenter/gateway"
import { Layer } from "effect"

/**
 * A gateway in a file, on a line that telephones nobody. For one that does, provide
 * `FaxingCenterTransport.layer()` over a `FaxClient`; to seal the documents, `Vault.layer(keys)`.
 */
export const gateway = (file: string) =>
  layerSqlite(file).pipe(
    Layer.provide(SimulatedLine.layer({ file: `${file}.line` })),
    Layer.provide(Vault.layerPlain)
  )
