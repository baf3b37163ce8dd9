import { Context, type Effect } from "effect"
import type { SourceDocument } from "../Fax.js"
import type { ConversionFailed } from "../PagesError.js"

/** Turns word processor files, sheets and slides into PDF, where something is installed that can. */
export class Office extends Context.Tag("@faxingcenter/pages/Office")<
  Office,
  { readonly toPdf: (document: SourceDocument) => Effect.Effect<Uint8Array, ConversionFailed> }
>() {}
