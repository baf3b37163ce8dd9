import { ReceivedFax, ReceivedFaxId, type ReceivedQuery } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { auditStatement } from "../clients/Audit.js"
import { Database, type DatabaseError, type Script } from "../database/Database.js"
import { int, join, type Statement, sql, text } from "../database/sql.js"
import { orNull, type Texts } from "../database/Texts.js"
import { DocumentRecord } from "../documents/Contents.js"
import { firstIdAt } from "../ids.js"
import { receptionStatement } from "../outbox/eventStatement.js"

/** Who has faxes that no client is known for. */
export const nobody = 0

const flag = (column: boolean) => (column ? 1 : 0)

/** What the columns say already is not in the text as well. */
const Facts = ReceivedFax.omit(
  "receivedFaxId",
  "to",
  "from",
  "receivedAt",
  "pages",
  "partial",
  "remoteId",
  "document",
  "read",
  "readAt"
)
const encodeFacts = Schema.encodeSync(Schema.parseJson(Facts))
const encodeDocument = Schema.encodeSync(Schema.parseJson(DocumentRecord))

const Row = Schema.Struct({
  id: ReceivedFaxId,
  client: Schema.Int,
  clientId: Schema.NullOr(Schema.String),
  line: Schema.String,
  remoteId: Schema.String,
  called: Schema.NullOr(Schema.String),
  caller: Schema.NullOr(Schema.String),
  receivedAt: Schema.DateTimeUtcFromNumber,
  pages: Schema.Int,
  partial: Schema.Int,
  readAt: Schema.NullOr(Schema.DateTimeUtcFromNumber),
  facts: Schema.parseJson(Facts),
  document: Schema.NullOr(Schema.parseJson(DocumentRecord))
})
const decodeRows = Schema.decodeUnknown(Schema.Array(Row))
const decodeRemoteIds = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ remoteId: Schema.String }))
)
const decodeClients = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ id: Schema.String, key: Schema.Int }))
)

/** A fax as it is stored. */
export interface StoredReceivedFax {
  readonly fax: ReceivedFax
  /** Of the transport or server that took the call. */
  readonly line: string
  /** The key of the client that it is for; `nobody`: no client is known. */
  readonly client: number
  readonly clientId: string | undefined
  /** Where its pages are. */
  readonly document: DocumentRecord | undefined
  /** Of the pages that came, whether they are kept or not. */
  readonly evidence: ReceivedFax["document"] | undefined
}

const storedOf = (row: typeof Row.Type, oldestContent: string): StoredReceivedFax => {
  const { caller, called, document, facts, id, pages, readAt, receivedAt, remoteId } = row
  const isKept = document !== null && document.content >= oldestContent
  const evidence = document === null ? undefined : { size: document.size, sha256: document.sha256 }
  return {
    client: row.client,
    clientId: row.clientId ?? undefined,
    line: row.line,
    document: isKept ? document : undefined,
    evidence,
    fax: {
      receivedFaxId: id,
      ...(called === null ? {} : { to: called }),
      ...(caller === null ? {} : { from: caller }),
      ...facts,
      receivedAt,
      pages,
      partial: row.partial === 1,
      remoteId,
      ...(isKept && evidence !== undefined ? { document: evidence } : {}),
      read: readAt !== null,
      ...(readAt === null ? {} : { readAt })
    }
  }
}

const columns = sql`f.id, f.client, c.id AS "clientId", f.line, f.remote_id AS "remoteId", f.called, f.caller,
  f.received_at AS "receivedAt", f.pages, f.partial, f.read_at AS "readAt", f.facts, f.document`
const from = sql`FROM received f LEFT JOIN clients c ON c.key = f.client`

const conditions = (
  { anyOf }: Texts,
  owner: number | undefined,
  query: ReceivedQuery
): ReadonlyArray<Statement> => {
  const { before, since, until, unread } = query
  return [
    sql`f.removed_at IS NULL`,
    ...(owner === undefined ? [] : [sql`f.client = ${owner}`]),
    ...(unread === undefined ? [] : [unread ? sql`f.read_at IS NULL` : sql`f.read_at IS NOT NULL`]),
    ...(query.to === undefined
      ? []
      : [sql`f.called IN (${join(anyOf(query.to).map(text), ", ")})`]),
    ...(query.from === undefined
      ? []
      : [sql`f.caller IN (${join(anyOf(query.from).map(text), ", ")})`]),
    ...(since === undefined ? [] : [sql`f.id >= ${firstIdAt(since.epochMillis)}`]),
    ...(until === undefined ? [] : [sql`f.id < ${firstIdAt(until.epochMillis)}`]),
    ...(before === undefined ? [] : [sql`f.id < ${before.toLowerCase()}`])
  ]
}

/** Who changes something, and when in milliseconds since 1970. */
interface By {
  readonly actor: string
  readonly at: number
}

/** A fax that came in, for the commit that stores it. */
export interface NewReceivedFax {
  /** Of the transport or server that took the call. */
  readonly line: string
  readonly client: number
  readonly fax: ReceivedFax & { readonly remoteId: string }
  readonly document: DocumentRecord | undefined
  /** What keeps its pages. */
  readonly script: Script
}

/** The faxes that came in. `owner`: the client that asks, whose own it then must be. */
export const makeReceivedFaxes = Effect.map(Database, (db) => {
  const its = (id: ReceivedFaxId, owner: number | undefined) =>
    sql`id = ${id.toLowerCase()} AND removed_at IS NULL
      ${owner === undefined ? sql`` : sql`AND client = ${owner}`}`
  const isThere = (id: ReceivedFaxId, owner: number | undefined) =>
    sql`EXISTS (SELECT 1 FROM received WHERE ${its(id, owner)})`

  /** A change that says whether it found the fax, and tells of it. */
  const change = (script: () => Script): Effect.Effect<boolean, DatabaseError> =>
    Effect.map(db.commit(script), ([, rows]) => rows !== undefined && rows.length > 0).pipe(
      Effect.zipLeft(db.notify("events"))
    )

  const read = (statement: Statement, oldestContent: string) =>
    Effect.flatMap(db.query(statement), (rows) =>
      Effect.map(Effect.orDie(decodeRows(rows)), (all) =>
        all.map((row) => storedOf(row, oldestContent))
      )
    )

  return {
    /** The newest first. */
    list: (
      owner: number | undefined,
      query: ReceivedQuery,
      limit: number,
      oldestContent: string
    ): Effect.Effect<ReadonlyArray<StoredReceivedFax>, DatabaseError> =>
      read(
        sql`SELECT ${columns} ${from} WHERE ${join(conditions(db.dialect.texts, owner, query), " AND ")}
          ORDER BY f.id DESC LIMIT ${limit}`,
        oldestContent
      ),

    load: (
      id: ReceivedFaxId,
      owner: number | undefined,
      oldestContent: string
    ): Effect.Effect<StoredReceivedFax | undefined, DatabaseError> =>
      Effect.map(
        read(
          sql`SELECT ${columns} ${from} WHERE f.id = ${id.toLowerCase()} AND f.removed_at IS NULL
            ${owner === undefined ? sql`` : sql`AND f.client = ${owner}`}`,
          oldestContent
        ),
        ([fax]) => fax
      ),

    /** Those of these that were stored before, removed ones too. */
    known: Effect.fn("receivedFaxes.known")(function* (
      line: string,
      remoteIds: ReadonlyArray<string>
    ) {
      // One by one, in their index: PostgreSQL would rather join them with all that ever came.
      const rows = yield* db.query(sql`SELECT "remoteId" FROM (SELECT id AS "remoteId",
          (SELECT f.id FROM received f WHERE f.line = ${line} AND f.remote_id = r.id) AS fax
        FROM ${db.dialect.rows(
          { id: "text" },
          remoteIds.map((id) => [id])
        )}) k WHERE fax IS NOT NULL`)
      return new Set((yield* Effect.orDie(decodeRemoteIds(rows))).map(({ remoteId }) => remoteId))
    }),

    /** The keys of those of these clients that have access. */
    keysOf: Effect.fn("receivedFaxes.keysOf")(function* (clientIds: ReadonlyArray<string>) {
      const rows = yield* db.query(sql`SELECT id, key FROM clients WHERE revoked_at IS NULL
        AND id IN (SELECT id FROM ${db.dialect.rows(
          { id: "text" },
          clientIds.map((id) => [id])
        )})`)
      return new Map((yield* Effect.orDie(decodeClients(rows))).map(({ id, key }) => [id, key]))
    }),

    /** Stores a fax and announces it, with one commit, unless it was stored before. */
    add: ({
      client,
      document,
      fax,
      line,
      script
    }: NewReceivedFax): Effect.Effect<boolean, DatabaseError> => {
      const { receivedFaxId: id, from: caller, to: called, remoteId } = fax
      const { matchable, sealed } = db.dialect.texts
      const at = fax.receivedAt.epochMillis
      return Effect.map(
        db.commit(() => [
          sql`INSERT INTO received (id, line, remote_id, client, called, caller, received_at, pages,
              partial, facts, document)
            VALUES (${id}, ${line}, ${remoteId}, ${client}, ${orNull(matchable, called)}, ${orNull(matchable, caller)},
              ${at}, ${fax.pages}, ${flag(fax.partial)}, ${sealed(encodeFacts(fax))},
              ${document === undefined ? null : sealed(encodeDocument(document))})
            ON CONFLICT (line, remote_id) DO NOTHING RETURNING id`,
          ...script,
          ...(document === undefined
            ? []
            : [
                sql`DELETE FROM contents WHERE content = ${document.content}
                  AND NOT ${isThere(id, undefined)}`
              ]),
          receptionStatement(db.dialect, { client, fax, at }, isThere(id, undefined))
        ]),
        ([rows]) => rows !== undefined && rows.length > 0
      ).pipe(Effect.zipLeft(db.notify("events")))
    },

    markRead: (id: ReceivedFaxId, owner: number | undefined, isRead: boolean, { actor, at }: By) =>
      change(() => [
        auditStatement(
          { at, actor, action: isRead ? "received.read" : "received.unread", subject: id },
          isThere(id, owner)
        ),
        sql`UPDATE received SET read_at = ${isRead ? sql`COALESCE(read_at, ${int(at)})` : null}
          WHERE ${its(id, owner)} RETURNING id`
      ]),

    /** Its number, its caller and its pages go; what the line calls it stays, so that it does not come again. */
    remove: (
      { document, fax: { receivedFaxId: id } }: StoredReceivedFax,
      owner: number | undefined,
      { actor, at }: By
    ) =>
      change(() => [
        auditStatement({ at, actor, action: "received.remove", subject: id }, isThere(id, owner)),
        sql`UPDATE received SET removed_at = ${at}, called = NULL, caller = NULL, facts = '{}',
          document = NULL WHERE ${its(id, owner)} RETURNING id`,
        sql`DELETE FROM events WHERE message = ${id}`,
        ...(document === undefined
          ? []
          : [sql`DELETE FROM contents WHERE content = ${document.content}`])
      ]),

    redeliver: (
      { client, fax }: StoredReceivedFax,
      owner: number | undefined,
      { actor, at }: By
    ) => {
      const { receivedFaxId: id } = fax
      return change(() => [
        auditStatement(
          { at, actor, action: "received.redeliver", subject: id },
          isThere(id, owner)
        ),
        sql`UPDATE received SET partial = partial WHERE ${its(id, owner)} RETURNING id`,
        receptionStatement(db.dialect, { client, fax, at }, isThere(id, owner))
      ])
    },

    /** Gives it to a client, and announces it there. */
    assign: ({ fax }: StoredReceivedFax, client: number, clientId: string, { actor, at }: By) => {
      const { receivedFaxId: id } = fax
      return change(() => [
        auditStatement(
          { at, actor, action: "received.assign", subject: id, detail: clientId },
          isThere(id, undefined)
        ),
        sql`UPDATE received SET client = ${client} WHERE ${its(id, undefined)} RETURNING id`,
        receptionStatement(db.dialect, { client, fax, at }, isThere(id, undefined))
      ])
    }
  }
})
