import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { Fax, FaxPage, SourceDocument } from "../Fax.js"
import type { Finding, FindingKind } from "../Finding.js"
import { defaultLimits, type Limits } from "../Limits.js"
import { Office } from "../office/Office.js"
import { Pages } from "../Pages.js"
import {
  DamagedDocument,
  DocumentTooLarge,
  EmptyDocument,
  EncryptedDocument,
  NoSuchPage,
  type PagesError,
  UnsupportedDocument
} from "../PagesError.js"
import type { Reason } from "../Refusal.js"
import { detect } from "../read/detect.js"
import type { Job, Reply, Results } from "../worker/protocol.js"
import { assemble } from "./assemble.js"
import { shared } from "./moved.js"
import { make, type WorkerLost } from "./WorkerPool.js"

/** How much work is done at once, and with which limits. */
export interface LayerOptions {
  readonly limits?: Partial<Limits>
  /** Threads at once; default as many as there are processors, at most 4. */
  readonly workers?: number
  /** The worker's file, for programs bundled into one file: see the README. */
  readonly workerUrl?: URL
}

type WorkerError =
  | DamagedDocument
  | DocumentTooLarge
  | EmptyDocument
  | EncryptedDocument
  | UnsupportedDocument

const errorOf = (fileName: string, reason: Reason): WorkerError => {
  switch (reason._tag) {
    case "UnsupportedDocument":
      return new UnsupportedDocument({ fileName, detail: reason.detail })
    case "DamagedDocument":
      return new DamagedDocument({ ...reason, fileName })
    case "EncryptedDocument":
      return new EncryptedDocument({ fileName })
    case "EmptyDocument":
      return new EmptyDocument({ fileName })
    case "DocumentTooLarge":
      return new DocumentTooLarge({ ...reason, fileName })
  }
}

const kindOf = (error: PagesError): FindingKind => {
  switch (error._tag) {
    case "UnsupportedDocument":
      return "unsupported"
    case "DamagedDocument":
      return "damaged"
    case "EncryptedDocument":
      return "encrypted"
    case "EmptyDocument":
      return "empty_document"
    case "ConversionFailed":
      return "conversion_failed"
    case "DocumentTooLarge":
      return error.limit === "pages" ? "too_many_pages" : "too_large"
  }
}

const findingOf = (error: PagesError): Finding => ({
  kind: kindOf(error),
  severity: "error",
  fileName: error.fileName,
  detail: error.message
})

const damaged = (fileName: string, detail: string) =>
  new DamagedDocument({ fileName, detail: `rendering failed (${detail})` })

const resultOf = <Tag extends keyof Results>(
  fileName: string,
  reply: Reply<Tag>
): Effect.Effect<Results[Tag], WorkerError> => {
  switch (reply._tag) {
    case "Done":
      return Effect.succeed(reply.result)
    case "Refused":
      return Effect.fail(errorOf(reply.fileName, reply.reason))
    case "Crashed":
      return Effect.fail(damaged(fileName, reply.detail))
  }
}

/**
 * Rendering in worker threads. Office documents work where an `Office` is provided to the layer.
 *
 * @example
 * ```ts
 * import { layer, layerLibreOffice, Pages } from "@faxingcenter/pages"
 * import { Effect, Layer } from "effect"
 *
 * const countPages = (fileName: string, bytes: Uint8Array) =>
 *   Effect.flatMap(Pages, ({ inspect }) => inspect({ fileName, bytes })).pipe(
 *     Effect.provide(layer({ workers: 2 }).pipe(Layer.provide(layerLibreOffice())))
 *   )
 * ```
 */
export const layer = (options: LayerOptions = {}): Layer.Layer<Pages> =>
  Layer.scoped(
    Pages,
    Effect.gen(function* () {
      const limits = { ...defaultLimits, ...options.limits }
      const office = yield* Effect.serviceOption(Office)
      const pool = yield* make({
        workers: options.workers,
        workerUrl: options.workerUrl,
        seconds: limits.seconds
      })

      const lost = (fileName: string, { cause, detail }: WorkerLost): WorkerError =>
        cause === "crash"
          ? damaged(fileName, detail)
          : new DocumentTooLarge({ fileName, limit: cause, allowed: limits[cause] })

      const run = <J extends Job>(
        fileName: string,
        job: J
      ): Effect.Effect<Results[J["_tag"]], WorkerError> =>
        pool.run(job).pipe(
          Effect.mapError((failure) => lost(fileName, failure)),
          Effect.flatMap((reply) => resultOf(fileName, reply))
        )

      /** Checks the size before anything is copied, and has office documents converted. */
      const prepare = (document: SourceDocument): Effect.Effect<SourceDocument, PagesError> => {
        const { bytes, fileName } = document
        if (bytes.length > limits.bytes) {
          return new DocumentTooLarge({
            fileName,
            limit: "bytes",
            allowed: limits.bytes,
            found: bytes.length
          })
        }
        if (Option.isNone(office) || detect(bytes) !== "office") return Effect.succeed(document)
        return Effect.map(office.value.toPdf(document), (pdf) => ({ fileName, bytes: pdf }))
      }

      const convert: Pages["Type"]["convert"] = Effect.fn("Pages.convert")(function* (
        documents,
        faxOptions = {}
      ) {
        if (documents.length === 0 && faxOptions.cover === undefined) {
          return yield* new EmptyDocument({ fileName: "the fax" })
        }
        const prepared = yield* Effect.forEach(documents, prepare)
        const names = documents.map((document) => document.fileName).join(", ")
        const inTwo =
          pool.size > 1 &&
          prepared.length > 0 &&
          prepared.every(({ bytes }) => detect(bytes) === "pdf")
        const job = {
          documents: inTwo ? prepared.map(shared) : prepared,
          options: faxOptions,
          limits
        }
        const every = inTwo && (yield* run(names, { _tag: "WorthSharing", ...job })) ? 2 : 1
        const parts = yield* Effect.forEach(
          Array.from({ length: every }, (_, first) => ({ first, every })),
          (share) => run(names, { _tag: "Convert", ...job, share }),
          { concurrency: "unbounded" }
        )
        return assemble(parts.flat(), faxOptions)
      })

      const page: Pages["Type"]["page"] = Effect.fn("Pages.page")(function* (
        documents,
        number,
        faxOptions = {}
      ) {
        const prepared = yield* Effect.forEach(documents, prepare)
        const names = documents.map((document) => document.fileName).join(", ")
        const share = { first: number - 1, every: Number.POSITIVE_INFINITY }
        const [made] = yield* run(names, {
          _tag: "Convert",
          documents: prepared,
          options: faxOptions,
          limits,
          share
        })
        if (made === undefined) return yield* new NoSuchPage({ page: number })
        const { findings, tiff } = assemble([made], faxOptions)
        return { page: made.page, tiff, findings }
      })

      const preflight: Pages["Type"]["preflight"] = Effect.fn("Pages.preflight")(function* (
        documents,
        { cover, ...faxOptions } = {}
      ) {
        const pages: Array<FaxPage> = []
        const findings: Array<Finding> = []
        const add = (fax: Pick<Fax, "findings" | "pages">, offset: number) => {
          pages.push(...fax.pages.map((page) => ({ ...page, number: page.number + offset })))
          findings.push(
            ...fax.findings.map((finding) =>
              finding.page === undefined ? finding : { ...finding, page: finding.page + offset }
            )
          )
        }
        for (const document of documents) {
          yield* convert([document], faxOptions).pipe(
            Effect.match({
              onSuccess: (fax) => add(fax, pages.length),
              onFailure: (error) => findings.push(findingOf(error))
            })
          )
        }
        if (cover !== undefined) {
          const documentPages = pages.length
          /** A cover counts its own sheets, too. */
          const coverOf = (sheets: number) => {
            const said = { ...cover, pages: cover.pages ?? documentPages + sheets }
            return convert([], { ...faxOptions, cover: said })
          }
          yield* coverOf(1).pipe(
            Effect.flatMap((fax) =>
              fax.pages.length === 1 ? Effect.succeed(fax) : coverOf(fax.pages.length)
            ),
            Effect.match({
              onSuccess: (fax) => {
                const ofDocuments = { pages: pages.splice(0), findings: findings.splice(0) }
                add(ofDocuments, fax.pages.length)
                add(fax, 0)
              },
              onFailure: (error) => findings.push(findingOf(error))
            })
          )
        }
        if (pages.length > limits.pages) {
          const [fileName, allowed, found] = ["the fax", limits.pages, pages.length]
          findings.push(
            findingOf(new DocumentTooLarge({ fileName, limit: "pages", allowed, found }))
          )
        }
        return {
          sendable: pages.length > 0 && findings.every(({ severity }) => severity === "warning"),
          pages: pages.sort((a, b) => a.number - b.number),
          seconds: pages.reduce((sum, page) => sum + page.seconds, 0),
          findings
        }
      })

      const inspect: Pages["Type"]["inspect"] = Effect.fn("Pages.inspect")(function* (document) {
        const prepared = yield* prepare(document)
        const result = yield* run(document.fileName, {
          _tag: "Inspect",
          document: prepared,
          limits
        })
        return prepared === document ? result : { ...result, type: "office" as const }
      })

      const text: Pages["Type"]["text"] = Effect.fn("Pages.text")(function* (document) {
        const prepared = yield* prepare(document)
        return yield* run(document.fileName, { _tag: "Text", document: prepared, limits })
      })

      const ofFax = <A>(work: Effect.Effect<A, WorkerError>) =>
        Effect.catchTags(work, {
          EmptyDocument: ({ fileName }) => new DamagedDocument({ fileName, detail: "it is empty" }),
          EncryptedDocument: ({ fileName }) =>
            new DamagedDocument({ fileName, detail: "it is not a fax TIFF" }),
          UnsupportedDocument: ({ detail, fileName }) => new DamagedDocument({ fileName, detail })
        })

      return Pages.of({
        inspect,
        text,
        convert,
        page,
        preflight,
        preview: (tiff, page, { width = 1000 } = {}) =>
          ofFax(run("fax.tif", { _tag: "Preview", tiff, page, width })),
        dots: (tiff, page) => ofFax(run("fax.tif", { _tag: "Dots", tiff, page })),
        contactSheet: (tiff, { columns = 4, width = 1200 } = {}) =>
          ofFax(run("fax.tif", { _tag: "ContactSheet", tiff, columns, width }))
      })
    })
  )
