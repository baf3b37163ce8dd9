import type { FaxOptions, Inspection, SourceDocument } from "../Fax.js"
import type { Reason } from "../Refusal.js"
import type { ReadLimits } from "../read/Sheet.js"
import type { MadePage, Share } from "./convert.js"

/** What the main thread asks of a worker. */
export type Job =
  | { readonly _tag: "Inspect"; readonly document: SourceDocument; readonly limits: ReadLimits }
  | { readonly _tag: "Text"; readonly document: SourceDocument; readonly limits: ReadLimits }
  | {
      readonly _tag: "WorthSharing"
      readonly documents: ReadonlyArray<SourceDocument>
      readonly options: FaxOptions
      readonly limits: ReadLimits
    }
  | {
      readonly _tag: "Convert"
      readonly documents: ReadonlyArray<SourceDocument>
      readonly options: FaxOptions
      readonly limits: ReadLimits
      readonly share: Share
    }
  | {
      readonly _tag: "Preview"
      readonly tiff: Uint8Array
      readonly page: number
      readonly width: number
    }
  | { readonly _tag: "Dots"; readonly tiff: Uint8Array; readonly page: number }
  | {
      readonly _tag: "ContactSheet"
      readonly tiff: Uint8Array
      readonly columns: number
      readonly width: number
    }

/** What each job gives. */
export interface Results {
  readonly Inspect: Inspection
  readonly Text: ReadonlyArray<string>
  readonly WorthSharing: boolean
  readonly Convert: ReadonlyArray<MadePage>
  readonly Preview: Uint8Array
  readonly Dots: Uint8Array
  readonly ContactSheet: Uint8Array
}

/** `spent` asks for this worker to be replaced. */
export type Reply<Tag extends keyof Results = keyof Results> = Outcome<Tag> & {
  readonly spent: boolean
}

export type Outcome<Tag extends keyof Results = keyof Results> =
  | { readonly _tag: "Done"; readonly result: Results[Tag] }
  | { readonly _tag: "Refused"; readonly reason: Reason; readonly fileName: string }
  | { readonly _tag: "Crashed"; readonly detail: string }
