import type { Document, FaxError, FaxNumber, MessageId } from "@faxingcenter/core"
import type { FailureReason, Outcome } from "@faxingcenter/core/delivery"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as DateTime from "effect/DateTime"
import type * as Effect from "effect/Effect"
import type { DatabaseError } from "../../store/database/Database.js"
import type { FaxImage } from "../../store/documents/FaxImages.js"
import type { Sender } from "../../store/Sender.js"

/**
 * The state of the line, whatever number is called: `up`, it takes faxes; `credentials`, it does not know
 * us, and `funds`, nobody pays it: every other fax would be refused too, so the gateway pauses its queue;
 * `away`, nobody answers; `no_line`, it takes no more at the moment.
 */
export type LineReport =
  | { readonly state: "up" }
  | {
      readonly state: "credentials" | "funds" | "account" | "away" | "no_line"
      readonly detail: string
    }

/**
 * What a transport reports during a call. What it says of the call is kept, and is there again when it is
 * asked.
 */
export interface CallReport {
  /** What the transport calls this call. */
  readonly remoteId?: string
  /** Pages sent so far. */
  readonly pages?: number
  /** What it found out about the line by the way. */
  readonly line?: LineReport
}

/** A period in which calls may have been made that no record is left of. */
export interface LostTime {
  readonly since: DateTime.Utc
  readonly until: DateTime.Utc
}

/** One call for a message. */
export interface Call {
  /** Ours, and no other attempt's: letters, digits and dashes. A call is found again by it. */
  readonly attemptKey: string
  readonly messageId: MessageId
  /** Whose message it is: clients take turns where a line can do only so much at a time. */
  readonly client: number
  readonly number: FaxNumber
  readonly startedAt: DateTime.Utc
  readonly documents: ReadonlyArray<Document.Document>
  /** What `render` made of them, for the transports that have it. */
  readonly image?: FaxImage
  readonly from: Sender
  /** What the transport reported before, if it came so far. */
  readonly remoteId?: string
  /** Those of these calls that belong to other attempts: for transports that find calls by number and time. */
  readonly claimed: (
    remoteIds: ReadonlyArray<string>
  ) => Effect.Effect<ReadonlyArray<string>, DatabaseError>
  /** Returns when a `remoteId` is stored, however long that takes. Pages are only noted if they can be. */
  readonly report: (report: CallReport) => Effect.Effect<void>
}

/**
 * The outcome is not known yet: the call is in progress, or the line cannot be asked now. It is asked
 * again later.
 */
export interface NotYet {
  readonly _tag: "NotYet"
  readonly detail: string
}

/** The outcome can never be found out. */
export interface Never {
  readonly _tag: "Never"
  readonly detail: string
}

/**
 * The line's answer about an attempt. `NotDialled` is a promise: it was not dialled and never will be, not
 * even by a process that was asleep all the while.
 */
export type LineAnswer = Outcome | NotYet | Never

/** Pages as a line sends them. */
export interface Rendered {
  /** TIFF/F. */
  readonly tiff: Uint8Array
  readonly pages: number
}

/**
 * Documents that cannot be rendered.
 *
 * @example
 * ```ts
 * import { RenderRefused } from "@faxingcenter/gateway/transport"
 *
 * const tooLong = new RenderRefused({
 *   reason: "document_too_large",
 *   detail: "order.pdf has 900 pages, and 500 are taken"
 * })
 * ```
 */
export class RenderRefused extends Data.TaggedError("RenderRefused")<{
  readonly reason: FailureReason
  readonly detail: string
}> {}

/**
 * A way to the telephone line. A call takes minutes. Whoever interrupts `dial` only stops listening:
 * the call goes on and can be asked about with `find`, from this process or another one.
 *
 * @example
 * ```ts
 * import { Transport } from "@faxingcenter/gateway/transport"
 * import { Effect, Layer } from "effect"
 *
 * // A line that is down: what is to be called waits.
 * const Down = Layer.succeed(Transport, {
 *   name: "down",
 *   refusesTestNumbers: false,
 *   dial: () => Effect.succeed({ _tag: "NotDialled" }),
 *   find: () => Effect.succeed({ _tag: "NotDialled" }),
 *   hangUp: () => Effect.void,
 *   forget: () => Effect.void
 * })
 * ```
 */
export class Transport extends Context.Tag("@faxingcenter/gateway/Transport")<
  Transport,
  {
    /** For logs and evidence: `simulated`, `faxingcenter`, `hylafax`. */
    readonly name: string
    /** Whether it dials for real and so refuses the numbers of the test block. */
    readonly refusesTestNumbers: boolean
    /** Calls that the line can make at once, where it knows; a node makes no more. */
    readonly lines?: number
    /**
     * Makes the pages of a fax, for lines that take no documents. It is called once for each job, before
     * its first call, and what it gives is kept beside the documents.
     */
    readonly render?: (
      documents: ReadonlyArray<Document.Document>
    ) => Effect.Effect<Rendered, RenderRefused | FaxError.DocumentUnreadable>
    /** Makes the call and waits for its end; `NotYet` when it is in doubt whether it was made. */
    readonly dial: (call: Call) => Effect.Effect<LineAnswer>
    /** What became of an attempt whose caller is gone, or got no answer. Never dials. */
    readonly find: (call: Call) => Effect.Effect<LineAnswer>
    /**
     * What became of a call for this message that was made in the lost time, under a key that nobody knows any more; its
     * own `attemptKey` was never used. `NotDialled` only if none was made then. Absent where the line cannot tell.
     */
    readonly recall?: (call: Call, lost: LostTime) => Effect.Effect<LineAnswer>
    /** Ends a call that is on, as far as that is possible; `dial` or `find` tells what came of it. */
    readonly hangUp: (call: Call) => Effect.Effect<void>
    /** Removes what the line keeps of a call. The result is stored, and is not asked about again. */
    readonly forget: (call: Call) => Effect.Effect<void>
  }
>() {}

/** The name under which an attempt of a message is found again. */
export const attemptKeyOf = (messageId: MessageId, fence: number): string => `${messageId}-${fence}`
