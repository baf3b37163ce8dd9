import { createHash, hash } from "node:crypto"
import { Document, FaxError } from "@faxingcenter/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { Database, type DatabaseError } from "../database/Database.js"
import { sql } from "../database/sql.js"
import { newContentId } from "../ids.js"
import { type ContentRow, insertContents, type Pending } from "./contentRows.js"
import { sealedColumns, sealedOf } from "./sealed.js"
import { Vault } from "./Vault.js"

/** What is kept of a document for good, when its content is gone too. */
export const DocumentRecord = Schema.Struct({
  fileName: Schema.String,
  order: Schema.Int,
  /** Bytes. */
  size: Schema.Int,
  /** Hex. */
  sha256: Schema.String,
  /** Where its content is, or was. */
  content: Schema.String
}).annotations({ identifier: "DocumentRecord" })
export interface DocumentRecord extends Schema.Schema.Type<typeof DocumentRecord> {}

/** A document in its place among those of its job. */
type Placed = Document.Document & { readonly order: number }

type Held = Placed & { readonly bytes: Uint8Array }
const isHeld = (document: Placed): document is Held =>
  document.bytes !== undefined && document.bytes.length < part

/** A document that has been taken, with what is left to be committed to keep it. */
export interface Taken {
  readonly record: DocumentRecord
  readonly pending: Pending
}

/**
 * Content of fewer bytes is held until the commit of its job; what is larger is stored part by part as it
 * is read, so that memory holds one part of it at a time.
 */
const part = 256 * 1024

/**
 * Keeps the content of documents: in the database, in parts, sealed if there is a key.
 */
export class Contents extends Context.Tag("@faxingcenter/gateway/Contents")<
  Contents,
  {
    /** In the same order. `now`: milliseconds since 1970. */
    readonly take: (
      documents: ReadonlyArray<Document.Document>,
      now: number
    ) => Effect.Effect<ReadonlyArray<Taken>, FaxError.DocumentUnreadable | DatabaseError>
    /** A document as it was taken; reading it fails when its content has been purged. */
    readonly document: (record: DocumentRecord) => Document.Document
  }
>() {}

const decodeParts = Schema.decodeUnknown(Schema.Array(Schema.Struct(sealedColumns)))

const make = Effect.gen(function* () {
  const db = yield* Database
  const vault = yield* Vault
  const rowOf = (content: string, number: number, bytes: Uint8Array): ContentRow => ({
    content,
    part: number,
    ...vault.seal(content, number, bytes)
  })

  const readPart = Effect.fn("Contents.readPart")(function* (content: string, number: number) {
    const rows = yield* db.query(
      sql`SELECT key_id, bytes FROM contents WHERE content = ${content} AND part = ${number}`
    )
    const [row] = yield* Effect.orDie(decodeParts(rows))
    return row === undefined ? undefined : yield* vault.unseal(content, number, sealedOf(row))
  })

  const read = (fileName: string, { content, size }: { content: string; size: number }) =>
    Stream.paginateEffect({ number: 0, done: 0 }, ({ number, done }) =>
      readPart(content, number).pipe(
        Effect.mapError(
          ({ message }) => new FaxError.DocumentUnreadable({ fileName, detail: message })
        ),
        Effect.filterOrFail(
          (bytes) => bytes !== undefined,
          () =>
            new FaxError.DocumentUnreadable({
              fileName,
              detail: "its content has been purged"
            })
        ),
        Effect.map((bytes) => {
          const after = done + bytes.length
          const next =
            after < size ? Option.some({ number: number + 1, done: after }) : Option.none()
          return [bytes, next] as const
        })
      )
    )

  /** Stores a document part by part as it is read, unless it turns out to be small. */
  const drain = (
    document: Placed,
    now: number
  ): Effect.Effect<Taken, FaxError.DocumentUnreadable | DatabaseError> =>
    Effect.suspend(() => {
      const content = newContentId(now)
      const sum = createHash("sha256")
      let size = 0
      let parts = 0
      let small: Uint8Array = new Uint8Array()
      const store = (bytes: Uint8Array) =>
        Effect.suspend(() => {
          const isFirst = parts === 0
          const script = [
            ...insertContents([rowOf(content, parts++, bytes)]),
            ...(isFirst ? [sql`INSERT INTO uploads (content, at) VALUES (${content}, ${now})`] : [])
          ]
          return db.commit(() => script)
        })
      return Document.forEachPart(document, part, (bytes) => {
        sum.update(bytes)
        size += bytes.length
        if (size === bytes.length && bytes.length < part) {
          small = bytes.slice()
          return Effect.void
        }
        return store(bytes)
      }).pipe(
        Effect.map(() => ({
          record: {
            fileName: document.fileName,
            order: document.order,
            size,
            sha256: sum.digest("hex"),
            content
          },
          pending:
            parts > 0
              ? { rows: [], script: [sql`DELETE FROM uploads WHERE content = ${content}`] }
              : { rows: [rowOf(content, 0, small)], script: [] }
        }))
      )
    })

  const hold = ({ bytes, fileName, order }: Held, now: number): Taken => {
    const content = newContentId(now)
    return {
      record: { fileName, order, size: bytes.length, sha256: hash("sha256", bytes), content },
      pending: { rows: [rowOf(content, 0, bytes)], script: [] }
    }
  }

  const takeOne = (document: Placed, now: number) =>
    isHeld(document) ? Effect.succeed(hold(document, now)) : drain(document, now)

  return Contents.of({
    take: (documents, now) => {
      const placed = documents.map((document, i) => ({ ...document, order: i }))
      return placed.every(isHeld)
        ? Effect.succeed(placed.map((document) => hold(document, now)))
        : Effect.forEach(placed, (document) => takeOne(document, now))
    },
    document: (record) => ({
      fileName: record.fileName,
      size: record.size,
      content: record.size === 0 ? Stream.empty : read(record.fileName, record)
    })
  })
})

export const layer = Layer.effect(Contents, make)
