import type { MessageStatus as CoreMessageStatus } from "../model/Message.js"
import type { Revision as CoreRevision } from "../model/Revision.js"

/** The two published revisions of the service's wire contract, named by their dates. */
export type Revision = "2014-04-03" | "2014-04-09"

/** The status of a message. The last two are final. */
export type MessageStatus = "processing" | "delivered" | "failed"

/** Options of every call. */
export interface CallOptions {
  /** Ends the call early; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** The options of a client. Durations are in milliseconds. */
export interface FaxingCenterOptions {
  readonly clientId: string
  readonly clientSecret: string
  /** Default `https://api.faxingcenter.com`. */
  readonly baseUrl?: string | undefined
  /** What requests are written in; answers are read in either. Default `2014-04-03`. */
  readonly revision?: Revision | undefined
  /** For one try of a read or an authentication, in milliseconds. Default 30 seconds. */
  readonly timeout?: number | undefined
  /** For a whole send, upload included, in milliseconds. Default 5 minutes. */
  readonly sendTimeout?: number | undefined
  /** How often a read is tried again after 429, 5xx and broken connections. A send never is. Default 3. */
  readonly maxRetries?: number | undefined
  /**
   * What makes the requests. Default: `node:http` in Node, which is several times faster, as long as nobody has
   * replaced `globalThis.fetch`; elsewhere `globalThis.fetch`.
   */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** Whether the test block `1500555xxxx` may be sent to. Default: only where the host is not the service's own. */
  readonly allowTestNumbers?: boolean | undefined
}

/** A token, for programs that also call the service in other ways. */
export interface AccessToken {
  readonly token: string
  /** Milliseconds it lives from now. */
  readonly expiresIn: number
}

/** One number to dial, with your own reference for it. */
export interface Recipient {
  /** Digits, with at most one `+` in front. */
  readonly number: string
  /** Yours. Revision 2014-04-03 carries it; 2014-04-09 has no place for it. */
  readonly reference?: string | undefined
}

/** Bytes that are opened on demand, once for each request that sends them. */
export type OpenedBytes = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

/**
 * A document with a name. A `ReadableStream` or an `AsyncIterable` can be read once, so give a function
 * that opens it if the request may have to be written again (a refused token).
 */
export interface NamedDocument {
  /** With extension, for example `order.pdf`. The recipient does not see it. */
  readonly name: string
  readonly data: Uint8Array | ArrayBuffer | Blob | OpenedBytes | (() => OpenedBytes)
  /** Length in bytes of what `data` streams, where it is known beforehand. */
  readonly size?: number | undefined
  /** Place among the documents of one send, from 0; its place in the array when absent. */
  readonly order?: number | undefined
}

/** A file on disk, in Node, Bun and Deno. It is read while it is sent, as often as the request is written. */
export interface FileDocument {
  readonly path: string
  /** With extension; by default the last part of `path`. The recipient does not see it. */
  readonly name?: string | undefined
  /** Place among the documents of one send, from 0; its place in the array when absent. */
  readonly order?: number | undefined
}

/** A `File`, bytes with a name, or a file's path. */
export type DocumentInput = File | NamedDocument | FileDocument

/** Options of a send. */
export interface SendOptions extends CallOptions {
  /**
   * By which a gateway knows a send that is repeated, and does not do it again: 1 to 255 visible
   * characters of ASCII. FaxingCenter itself knows of no such keys.
   */
  readonly idempotencyKey?: string | undefined
}

/** A fax to send: the same documents, in order, to each recipient. */
export interface Fax {
  /** Each is a message of its own. A number that comes twice gets the fax twice: `fax` drops doubles, the service does not. */
  readonly to: string | Recipient | ReadonlyArray<string | Recipient>
  readonly documents: DocumentInput | ReadonlyArray<DocumentInput>
  /** Yours, of the job. Revision 2014-04-03 carries it; 2014-04-09 has no place for it. */
  readonly reference?: string | undefined
}

/** The service's answer to a send: the job's id, and one message for each recipient, in order. */
export interface Receipt {
  /** Of the job, `sid` on the wire. */
  readonly sendId: string
  readonly messages: ReadonlyArray<{
    /** `mid` on the wire. */
    readonly messageId: string
    readonly faxNumber: string
    readonly status: MessageStatus
  }>
  readonly documentCount: number
}

/** One recipient's fax. Everything that is not known yet is absent. */
export interface Message {
  readonly sendId: string
  readonly messageId: string
  readonly faxNumber: string
  readonly status: MessageStatus
  /** When the service took it; whole seconds. */
  readonly sentOn: Date
  /** When the recipient's machine confirmed it. */
  readonly receivedOn?: Date
  /** Calls made. */
  readonly attempts?: number
  /** Pages delivered. */
  readonly pages?: number
  readonly userId?: string
  readonly accountId?: string
}

/** The position of a page among all results. Pages and item numbers count from 1. */
export interface Pager {
  readonly pageCount: number
  readonly itemCountPerPage: number
  readonly first: number
  readonly current: number
  readonly last: number
  readonly currentItemCount: number
  readonly totalItemCount: number
  readonly firstItemNumber: number
  readonly lastItemNumber: number
}

/** One page of messages. */
export interface Page {
  readonly messages: ReadonlyArray<Message>
  readonly pager: Pager
}

/** Which messages to find: by the time they were sent, both ends included, to the second. */
export interface SearchQuery {
  readonly from: Date
  readonly to: Date
  readonly number?: string | undefined
  readonly status?: MessageStatus | undefined
  readonly userId?: string | undefined
  /** From 1; 1 when absent. */
  readonly page?: number | undefined
}

/** How to follow a job. Durations are in milliseconds. */
export interface WatchOptions extends CallOptions {
  /** Between two looks. Default: 1 second, growing by half each time to at most 30 seconds. */
  readonly interval?: number | undefined
  /** How long to follow it in all. Default 30 minutes. */
  readonly budget?: number | undefined
}

/**
 * A fax that was received over a line. Numbers are as the line gave them. What the line did not tell is
 * absent.
 */
export interface ReceivedFax {
  readonly receivedFaxId: string
  /** The number that was called (DID). */
  readonly to?: string
  /** The caller's number; absent where it is withheld. */
  readonly from?: string
  readonly callerName?: string
  /** The identification (TSI) that the sender's machine gave: whatever was typed into it. */
  readonly remoteStation?: string
  /** The subaddress (SUB, T.30) that the sender asked for. */
  readonly subaddress?: string
  /** When the last page was in. */
  readonly receivedAt: Date
  /** How long the call took. */
  readonly seconds?: number
  /** Pages that came. */
  readonly pages: number
  /** The call broke off, or what came is damaged: the pages that came are kept. */
  readonly partial: boolean
  /** What is wrong with it, in the words of the line. */
  readonly problem?: string
  /** Bits a second. */
  readonly speed?: number
  /** How pages were coded on the line (ITU-T T.4, T.6, T.85). */
  readonly coding?: "MH" | "MR" | "MMR" | "JBIG"
  /** Whether errors were corrected (ECM, T.30 annex A). */
  readonly errorCorrection?: boolean
  /** 98, 196 or 391 rows to the inch. */
  readonly resolution?: "standard" | "fine" | "superfine"
  /** Dots across. */
  readonly width?: number
  /** The modem or trunk that it came in by. */
  readonly channel?: string
  /** What the line calls it: the same fax always has the same. */
  readonly remoteId?: string
  /** Its pages, as a TIFF; absent when none came, or when they are no longer kept. `size` is in bytes. */
  readonly document?: { readonly size: number; readonly sha256: string }
  readonly read: boolean
  readonly readAt?: Date
}

/** Which received faxes to list. All that is given must hold. */
export interface ReceivedQuery {
  /** `true`: those that nobody has marked read; `false`: those that somebody has. */
  readonly unread?: boolean | undefined
  /** The number that was called, as the line gave it. */
  readonly to?: string | undefined
  /** The caller's number, as the line gave it. */
  readonly from?: string | undefined
  readonly since?: Date | undefined
  /** Not included. */
  readonly until?: Date | undefined
  /** The fax after which to go on: `next` of the answer before. */
  readonly before?: string | undefined
  /** From 1 to 500; 100 when absent. */
  readonly limit?: number | undefined
}

/** A page of received faxes, newest first. */
export interface ReceivedList {
  readonly faxes: ReadonlyArray<ReceivedFax>
  /** There may be older ones: give it as `before` to get them. */
  readonly next?: string
}

/** The format of a received fax. */
export interface ReceivedDocumentOptions extends CallOptions {
  /** All pages as `tiff` (the default) or `pdf`, or one page as `png`. */
  readonly format?: "tiff" | "pdf" | "png" | undefined
  /** Which page as `png`, from 1; 1 when absent. */
  readonly page?: number | undefined
}

/** How to mark a received fax. */
export interface MarkReadOptions extends CallOptions {
  /** `false` marks it as unread. */
  readonly read?: boolean | undefined
}

/** How to wait for faxes. */
export interface WatchReceivedOptions extends CallOptions {
  /** Milliseconds between two looks. Default 10 seconds. */
  readonly interval?: number | undefined
}

/** Proof that the names above are those of the model. */
type Exactly<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never
true satisfies Exactly<Revision, CoreRevision>
true satisfies Exactly<MessageStatus, CoreMessageStatus>
