import {
  Document,
  FaxError,
  type ReceivedDocumentOptions,
  type ReceivedFax,
  type ReceivedFaxId,
  type ReceivedQuery,
  type ReceiveError
} from "@faxingcenter/core"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { Database, type DatabaseError } from "../store/database/Database.js"
import { unavailable } from "../store/database/unavailable.js"
import { Contents } from "../store/documents/Contents.js"
import { keepContents } from "../store/documents/contentRows.js"
import { Retention } from "../store/documents/retention.js"
import { firstIdAt, newReceivedFaxId } from "../store/ids.js"
import {
  makeReceivedFaxes,
  nobody,
  type StoredReceivedFax
} from "../store/received/receivedFaxes.js"
import { makeFormats } from "./formats.js"
import { clientFor, ReceptionRoutes } from "./ReceptionRoutes.js"

/** A received fax as the line delivers it. */
export interface IncomingFax
  extends Omit<ReceivedFax, "receivedFaxId" | "document" | "read" | "readAt" | "remoteId"> {
  /** The line, in a word that stays: with `remoteId` it tells each fax from all others. */
  readonly line: string
  readonly remoteId: string
  /** Its pages, in a file of TIFF; absent when none came. */
  readonly tiff?: Uint8Array
}

/** A received fax and its client. `clientId` is absent if it has none. */
export interface SupervisedReceivedFax {
  readonly fax: ReceivedFax
  readonly clientId?: string
}

/** Which faxes of all clients: `nobody`, those that no client is known for. */
export interface ReceptionQuery extends ReceivedQuery {
  readonly nobody?: boolean
}

/** On whose behalf: a client, in whose eyes there are no others, or whoever runs the gateway. */
interface By {
  readonly actor: string
  /** The key of the client; absent for whoever runs the gateway. */
  readonly owner?: number
}

/**
 * Stores the faxes that the lines receive, and shows those of all clients to operators. A line hands a fax
 * over until it was told that it is stored, and may hand it over again: it is stored once.
 *
 * @example
 * ```ts
 * import { Reception } from "@faxingcenter/gateway"
 * import { DateTime, Effect } from "effect"
 *
 * // A fax that another program has received.
 * const take = (tiff: Uint8Array, name: string) =>
 *   Effect.gen(function* () {
 *     const reception = yield* Reception
 *     const receivedAt = yield* DateTime.now
 *     return yield* reception.take({
 *       line: "scanner", remoteId: name, receivedAt, pages: 1, partial: false, tiff
 *     })
 *   })
 * ```
 */
export class Reception extends Context.Tag("@faxingcenter/gateway/Reception")<
  Reception,
  {
    /** Durable when it returns; whether it is new. */
    readonly take: (fax: IncomingFax) => Effect.Effect<boolean, DatabaseError>
    /** Those of these that a line has handed over before. */
    readonly known: (
      line: string,
      remoteIds: ReadonlyArray<string>
    ) => Effect.Effect<ReadonlySet<string>, DatabaseError>
    /** Says that a line has something, so that nobody waits until it is asked again. */
    readonly hurry: Effect.Effect<void>
    readonly onHurry: (callback: () => void) => Effect.Effect<void, never, Scope.Scope>
    /** The newest first. */
    readonly list: (
      query: ReceptionQuery,
      by?: Pick<By, "owner">
    ) => Effect.Effect<ReadonlyArray<SupervisedReceivedFax>, FaxError.Unavailable>
    readonly get: (
      id: ReceivedFaxId,
      by?: Pick<By, "owner">
    ) => Effect.Effect<SupervisedReceivedFax, ReceiveError>
    readonly document: (
      id: ReceivedFaxId,
      options?: ReceivedDocumentOptions,
      by?: Pick<By, "owner">
    ) => Effect.Effect<Document.Document, ReceiveError>
    /** What is known of it for good: with the size and hash of its pages, though they may be gone. */
    readonly evidence: (
      id: ReceivedFaxId,
      owner: number
    ) => Effect.Effect<
      { readonly fax: ReceivedFax; readonly line: string },
      FaxError.NotFound | FaxError.Unavailable
    >
    readonly markRead: (
      id: ReceivedFaxId,
      read: boolean,
      by: By
    ) => Effect.Effect<SupervisedReceivedFax, ReceiveError>
    readonly remove: (id: ReceivedFaxId, by: By) => Effect.Effect<void, ReceiveError>
    readonly redeliver: (
      id: ReceivedFaxId,
      by: By
    ) => Effect.Effect<SupervisedReceivedFax, ReceiveError>
    /** Gives it to a client, which is told of it as if it had just come. */
    readonly assign: (
      id: ReceivedFaxId,
      clientId: string,
      by: By
    ) => Effect.Effect<SupervisedReceivedFax, ReceiveError>
  }
>() {}

const usualLimit = 100
const topic = "reception"

const notThere = (id: ReceivedFaxId) =>
  new FaxError.NotFound({ culprit: id, detail: "There is no such received fax" })

const supervised = ({ clientId, fax }: StoredReceivedFax): SupervisedReceivedFax => ({
  fax,
  ...(clientId === undefined ? {} : { clientId })
})

const make = Effect.gen(function* () {
  const db = yield* Database
  const contents = yield* Contents
  const retention = yield* Retention
  const routes = yield* ReceptionRoutes
  const faxes = yield* makeReceivedFaxes
  const formats = yield* makeFormats

  const millis = Effect.map(DateTime.now, DateTime.toEpochMillis)
  /** Content from before that has been purged, or is about to be. */
  const oldestContent = Effect.map(millis, (now) =>
    firstIdAt(now - Duration.toMillis(retention.content))
  )

  /** The client that it is for, if it has access. */
  const ownerOf = Effect.fn("Reception.ownerOf")(function* (fax: IncomingFax) {
    const clientId = clientFor(routes, fax)
    if (clientId === undefined) return nobody
    const key = (yield* faxes.keysOf([clientId])).get(clientId)
    if (key === undefined) {
      yield* Effect.logWarning(
        `A received fax is for ${clientId}, but there is no such client, or its access was revoked; an operator must assign it`
      )
    }
    return key ?? nobody
  })

  const load = Effect.fn("Reception.load")(function* (id: ReceivedFaxId, owner?: number) {
    return (yield* faxes.load(id, owner, yield* oldestContent)) ?? (yield* notThere(id))
  })

  /** Changes it, and shows what it is then. */
  const changed = (
    id: ReceivedFaxId,
    { actor, owner }: By,
    act: (
      fax: StoredReceivedFax,
      by: { readonly actor: string; readonly at: number }
    ) => Effect.Effect<boolean, DatabaseError>
  ) =>
    Effect.gen(function* () {
      const fax = yield* load(id, owner)
      if (!(yield* act(fax, { actor, at: yield* millis }))) return yield* notThere(id)
    }).pipe(Effect.catchTag("DatabaseError", unavailable))

  const shown = (id: ReceivedFaxId, owner?: number) =>
    load(id, owner).pipe(Effect.map(supervised), Effect.catchTag("DatabaseError", unavailable))

  return Reception.of({
    take: Effect.fn("Reception.take")(function* (incoming) {
      const { line, tiff, ...facts } = incoming
      const now = yield* millis
      const client = yield* ownerOf(incoming)
      const [taken] =
        tiff === undefined
          ? []
          : yield* Effect.orDie(contents.take([Document.fromBytes("fax.tif", tiff)], now))
      const document = taken?.record
      return yield* faxes.add({
        line,
        client,
        document,
        script: taken === undefined ? [] : keepContents([taken.pending]),
        fax: {
          ...facts,
          receivedFaxId: newReceivedFaxId(now),
          ...(document === undefined
            ? {}
            : { document: { size: document.size, sha256: document.sha256 } }),
          read: false
        }
      })
    }),
    known: (line, remoteIds) => faxes.known(line, remoteIds),
    hurry: db.notify(topic),
    onHurry: (callback) => db.onNotify(topic, callback),
    list: ({ nobody: isNobodys, ...query }, { owner } = {}) =>
      Effect.flatMap(oldestContent, (oldest) =>
        faxes.list(isNobodys === true ? nobody : owner, query, query.limit ?? usualLimit, oldest)
      ).pipe(
        Effect.map((all) => all.map(supervised)),
        Effect.catchTag("DatabaseError", unavailable)
      ),
    get: (id, { owner } = {}) => shown(id, owner),
    document: (id, options = {}, { owner } = {}) =>
      Effect.gen(function* () {
        const { document, fax } = yield* load(id, owner)
        if (document === undefined) {
          return yield* new FaxError.NotFound({
            culprit: id,
            detail: fax.pages === 0 ? "No page of this fax arrived" : "Its pages are no longer kept"
          })
        }
        return yield* formats.of(id, contents.document(document), options, owner ?? nobody)
      }).pipe(Effect.catchTag("DatabaseError", unavailable)),
    evidence: (id, owner) =>
      load(id, owner).pipe(
        Effect.map(({ evidence, fax, line }) => ({
          line,
          fax: { ...fax, ...(evidence === undefined ? {} : { document: evidence }) }
        })),
        Effect.catchTag("DatabaseError", unavailable)
      ),
    markRead: (id, read, by) =>
      Effect.zipRight(
        changed(id, by, (_, now) => faxes.markRead(id, by.owner, read, now)),
        shown(id, by.owner)
      ),
    remove: (id, by) => changed(id, by, (fax, now) => faxes.remove(fax, by.owner, now)),
    redeliver: (id, by) =>
      Effect.zipRight(
        changed(id, by, (fax, now) => faxes.redeliver(fax, by.owner, now)),
        shown(id, by.owner)
      ),
    assign: (id, clientId, by) =>
      Effect.gen(function* () {
        const key = (yield* faxes.keysOf([clientId])).get(clientId)
        if (key === undefined) {
          return yield* new FaxError.NotFound({
            culprit: clientId,
            detail: "There is no such client, or its access was revoked"
          })
        }
        yield* changed(id, by, (fax, now) => faxes.assign(fax, key, clientId, now))
        return yield* shown(id)
      }).pipe(Effect.catchTag("DatabaseError", unavailable))
  })
})

export const layer = Layer.effect(Reception, make)
