import type { Document, FaxError } from "@faxingcenter/core"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** Keeps the decoded documents of one request while its body arrives, one after the other. */
export interface Spool {
  /** Copies the bytes: the array may be used again at once. */
  readonly append: (bytes: Uint8Array) => void
  /** What to wait for before more is appended, if there is anything; it gives `end`'s refusal. */
  readonly pause: () => Promise<FaxError.Unavailable | undefined> | undefined
  /** Resolves when all of it is kept, to the refusal of a request whose documents cannot be. */
  readonly end: () => Promise<FaxError.Unavailable | undefined>
  /**
   * Bytes that were appended, to be read as often as one likes while the request lasts; as `bytes`, where they are kept in
   * one piece that nobody writes to any more.
   */
  readonly read: (from: number, size: number) => Document.Source & Pick<Document.Document, "bytes">
}

/** Makes a spool for one request, and takes it away with the scope of that. */
export type OpenSpool = Effect.Effect<Spool, FaxError.Unavailable, Scope.Scope>
