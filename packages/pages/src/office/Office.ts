import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { SourceDocument } from "../Fax.js"
import type { ConversionFailed } from "../PagesError.js"

/**
 * Converts office documents to PDF, if a converter is installed.
 *
 * @example
 * ```ts
 * import { ConversionFailed, layer, Office } from "@faxingcenter/pages"
 * import { Effect, Layer } from "effect"
 *
 * // A converter that runs elsewhere.
 * const Remote = Layer.succeed(Office, {
 *   toPdf: ({ bytes, fileName }) =>
 *     Effect.tryPromise({
 *       try: async (signal) => {
 *         const body = new Blob([new Uint8Array(bytes)])
 *         const answer = await fetch("http://office:3000/pdf", { method: "POST", body, signal })
 *         return new Uint8Array(await answer.arrayBuffer())
 *       },
 *       catch: (cause) => new ConversionFailed({ fileName, detail: String(cause) })
 *     })
 * })
 * const PagesWithOffice = layer().pipe(Layer.provide(Remote))
 * ```
 */
export class Office extends Context.Tag("@faxingcenter/pages/Office")<
  Office,
  { readonly toPdf: (document: SourceDocument) => Effect.Effect<Uint8Array, ConversionFailed> }
>() {}
