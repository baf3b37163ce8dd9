import { Document, type FaxError, type SendId } from "@faxingcenter/core"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../database/Database.js"
import { sql } from "../database/sql.js"
import { Contents, DocumentRecord } from "./Contents.js"
import { keepContents } from "./contentRows.js"

/** The pages of a job as its line sends them. */
export interface FaxImage {
  readonly pages: number
  /** Of the TIFF, in hex. */
  readonly sha256: string
  /** TIFF/F; reading it fails when its content has been purged. */
  readonly tiff: Document.Document
}

/** Keeps the pages that were made of the documents of a job, beside these and sealed like them. */
export class FaxImages extends Context.Tag("@faxingcenter/gateway/FaxImages")<
  FaxImages,
  {
    readonly of: (job: SendId) => Effect.Effect<FaxImage | undefined, DatabaseError>
    /** Those that were made before, or else what `render` makes now. */
    readonly make: <E>(
      job: SendId,
      render: Effect.Effect<{ readonly tiff: Uint8Array; readonly pages: number }, E>
    ) => Effect.Effect<FaxImage, E | DatabaseError | FaxError.DocumentUnreadable>
  }
>() {}

const decode = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ pages: Schema.Int, image: Schema.parseJson(DocumentRecord) }))
)
const encode = Schema.encodeSync(Schema.parseJson(DocumentRecord))

const make = Effect.gen(function* () {
  const db = yield* Database
  const contents = yield* Contents
  // Pages take a processor and memory to make, and the messages of a job share theirs.
  const alone = (yield* Effect.makeSemaphore(1)).withPermits(1)

  const of = Effect.fn("FaxImages.of")(function* (job: SendId) {
    const rows = yield* db.query(sql`SELECT pages, image FROM fax_images WHERE job = ${job}`)
    const [row] = yield* Effect.orDie(decode(rows))
    if (row === undefined) return undefined
    const image: FaxImage = {
      pages: row.pages,
      sha256: row.image.sha256,
      tiff: contents.document(row.image)
    }
    return image
  })

  return FaxImages.of({
    of,
    make: (job, render) => {
      const fresh = Effect.gen(function* () {
        const known = yield* of(job)
        if (known !== undefined) return known
        const { pages, tiff } = yield* render
        const now = DateTime.toEpochMillis(yield* DateTime.now)
        const [taken] = yield* contents.take([Document.fromBytes("fax.tif", tiff)], now)
        if (taken === undefined) return yield* Effect.dieMessage("a document is missing")
        // Of two nodes that make them at a time, the first counts.
        yield* db.commit(() => [
          ...keepContents([taken.pending]),
          sql`INSERT INTO fax_images (job, pages, image)
            VALUES (${job}, ${pages}, ${encode(taken.record)}) ON CONFLICT (job) DO NOTHING`
        ])
        return (yield* of(job)) ?? (yield* Effect.dieMessage("pages vanished"))
      })
      return Effect.flatMap(of(job), (known) =>
        known === undefined ? alone(fresh) : Effect.succeed(known)
      )
    }
  })
})

export const layer = Layer.effect(FaxImages, make)
