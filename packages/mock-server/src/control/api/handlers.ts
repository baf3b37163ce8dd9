import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpApiError from "@effect/platform/HttpApiError"
import * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServer from "@effect/platform/HttpServer"
import * as HttpServerError from "@effect/platform/HttpServerError"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { errorText } from "../../errorText.js"
import {
  faxAsPdf,
  findPageImage,
  NoPages,
  receivedPages,
  renderedFax
} from "../../pages/receivedPages.js"
import { Scenario } from "../../scenario/Scenario.js"
import type { Fax } from "../../simulation/Fax.js"
import type { Control } from "../Control.js"
import type { FaxExpectation, NearMiss } from "../FaxExpectation.js"
import type { Snapshot } from "../Snapshot.js"
import { longestWaitMillis, MockApi, mostWaiting } from "./MockApi.js"
import { badRequestAnswer, Conflict, errorAnswer, Unknown } from "./MockError.js"
import { discrepancyView, faxPagesView, faxView, nearMissView } from "./views.js"

const unknownFax = () => new Unknown({ detail: "There is no fax with this message id" })

const defaultLimit = 100
const mostSnapshots = 20

/** RFC 6266: the name as it is, for those who understand it, and in safe letters for all others. */
const attachment = (fileName: string): string => {
  const name = fileName === "" ? "document" : fileName.replace(/^\.+/, "_")
  const plain = name.replace(/[^\w. -]/g, "_").slice(0, 100)
  // Nothing that cannot be seen, or turns the direction of reading: a name must not hide its end.
  const exact = encodeURIComponent(
    name.slice(0, 200).replace(/[\p{Cc}\p{Cf}\p{Surrogate}/\\]/gu, "_")
  ).replace(/['()*]/g, "_")
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`
}

/** Has the answer saved under this name. */
const asDownload = (fileName: string) =>
  HttpApp.appendPreResponseHandler((_request, response) =>
    Effect.succeed(
      HttpServerResponse.setHeader(response, "content-disposition", attachment(fileName))
    )
  )

/** Pages that cannot be shown are a conflict; anything else that goes wrong is a defect. */
const shown = <A>(show: () => Promise<A>): Effect.Effect<A, Conflict> =>
  Effect.catchAll(Effect.tryPromise({ try: show, catch: (error) => error }), (error) =>
    error instanceof NoPages ? new Conflict({ detail: error.message }) : Effect.die(error)
  )

interface OfClient {
  readonly client?: string
}

const encodeScenarios = Schema.encodeSync(Schema.Array(Scenario))

const makeGroups = (everybody: Control) => {
  const { tenants } = everybody.simulation
  const { renderer } = everybody
  const { pageCounts } = tenants

  const viewsOf = (faxes: ReadonlyArray<Fax>) =>
    Effect.map(pageCounts.countedAll(faxes), (counted) => counted.map(faxView))

  const viewOf = (fax: Fax) => Effect.map(pageCounts.counted(fax), faxView)

  const countedMisses = (misses: ReadonlyArray<NearMiss>) =>
    Effect.forEach(misses, ({ fax, mismatches }) =>
      Effect.map(pageCounts.counted(fax), (counted) => ({ fax: counted, mismatches }))
    )

  /** What is asked about pages is asked once they are counted. */
  const withCounts = (control: Control, asked: ReadonlyArray<FaxExpectation>) =>
    asked.some(({ pageCount }) => pageCount !== undefined) ? control.counting : Effect.void

  /** The control of whom a request names. */
  const of = ({ client }: OfClient): Effect.Effect<Control> => Effect.succeed(everybody.of(client))

  /** The same, to change what is kept of them. */
  const kept = ({ client }: OfClient): Effect.Effect<Control, Conflict> =>
    client === undefined
      ? Effect.succeed(everybody)
      : Either.match(tenants.of(client), {
          onLeft: ({ detail }) => Effect.fail(new Conflict({ detail })),
          onRight: () => Effect.succeed(everybody.of(client))
        })

  const found = (control: Control, messageId: string) => {
    const fax = control.fax(messageId)
    return fax === undefined ? Effect.fail(unknownFax()) : Effect.succeed(fax)
  }

  /** What people do to a fax that is under way. */
  const alter =
    (change: (control: Control, messageId: string) => Fax | undefined) =>
    ({ path, urlParams }: { path: { readonly messageId: string }; urlParams: OfClient }) =>
      Effect.gen(function* () {
        const control = yield* of(urlParams)
        const { status } = yield* found(control, path.messageId)
        const altered = change(control, path.messageId)
        return altered === undefined
          ? yield* new Conflict({ detail: `The fax has already ended: it is ${status}` })
          : yield* viewOf(altered)
      })

  const faxes = HttpApiBuilder.group(MockApi, "faxes", (handlers) =>
    handlers
      .handle("list", ({ urlParams }) =>
        Effect.gen(function* () {
          const { client: _client, limit = defaultLimit, offset = 0, ...expected } = urlParams
          const control = yield* of(urlParams)
          yield* withCounts(control, [expected])
          const all = control.faxes(expected).toReversed()
          return {
            faxes: yield* viewsOf(all.slice(offset, offset + limit)),
            total: all.length
          }
        })
      )
      .handle("get", ({ path, urlParams }) =>
        Effect.flatMap(of(urlParams), (control) =>
          Effect.flatMap(found(control, path.messageId), viewOf)
        )
      )
      .handle("document", ({ path, urlParams }) =>
        Effect.gen(function* () {
          const { documents } = yield* found(yield* of(urlParams), path.messageId)
          const document = documents[path.index]
          if (document === undefined) {
            const detail = `There is no document ${path.index} of ${documents.length}, from 0`
            return yield* new Unknown({ detail })
          }
          yield* asDownload(document.fileName)
          return document.bytes
        })
      )
      .handle("pages", ({ path, urlParams }) =>
        Effect.gen(function* () {
          const fax = yield* found(yield* of(urlParams), path.messageId)
          return yield* shown(async () =>
            faxPagesView(fax, await renderedFax(renderer, fax), await receivedPages(renderer, fax))
          )
        })
      )
      .handle("pageImage", ({ path, urlParams }) =>
        Effect.gen(function* () {
          const fax = yield* found(yield* of(urlParams), path.messageId)
          const page = Number.parseInt(path.image, 10)
          const png = yield* shown(() => findPageImage(renderer, fax, page, urlParams.width))
          if (png !== undefined) return png
          const { pages } = yield* shown(() => renderedFax(renderer, fax))
          return yield* new Unknown({ detail: `There is no page ${page} of ${pages.length}` })
        })
      )
      .handle("tiff", ({ path, urlParams }) =>
        Effect.gen(function* () {
          const fax = yield* found(yield* of(urlParams), path.messageId)
          yield* asDownload("fax.tiff")
          return (yield* shown(() => renderedFax(renderer, fax))).tiff
        })
      )
      .handle("pdf", ({ path, urlParams }) =>
        Effect.gen(function* () {
          const fax = yield* found(yield* of(urlParams), path.messageId)
          yield* asDownload("fax.pdf")
          return yield* shown(() => faxAsPdf(renderer, fax))
        })
      )
      .handle("seed", ({ payload, urlParams }) =>
        Effect.gen(function* () {
          const { client = "demo" } = urlParams
          const seeded = (yield* kept({ client })).seedDecoded(payload.faxes)
          return { faxes: yield* viewsOf(seeded), total: seeded.length }
        })
      )
      .handle(
        "deliver",
        alter((control, id) => control.deliver(id))
      )
      .handle("fail", (request) =>
        alter((control, id) => control.fail(id, request.payload.reason))(request)
      )
      .handle(
        "hold",
        alter((control, id) => control.hold(id))
      )
      .handle(
        "release",
        alter((control, id) => control.release(id))
      )
      .handle("remove", ({ path, urlParams }) =>
        Effect.flatMap(of(urlParams), (control) =>
          control.remove(path.messageId) ? Effect.void : Effect.fail(unknownFax())
        )
      )
      .handle("clear", ({ urlParams }) =>
        Effect.map(of(urlParams), (control) => control.reset({ faxes: true }))
      )
  )

  let waiting = 0
  const received = HttpApiBuilder.group(MockApi, "received", (handlers) =>
    handlers
      .handle("list", ({ urlParams }) =>
        Effect.map(of(urlParams), ({ arrivals }) => ({ faxes: arrivals }))
      )
      .handle("receive", ({ payload, urlParams }) =>
        Effect.flatMap(kept({ client: urlParams.client ?? "demo" }), (control) =>
          shown(() => control.receiveDecoded(payload))
        )
      )
  )

  const assertions = HttpApiBuilder.group(MockApi, "assertions", (handlers) =>
    handlers
      .handle("verify", ({ payload, urlParams }) =>
        Effect.gen(function* () {
          const control = yield* of(urlParams)
          yield* withCounts(
            control,
            payload.faxes.map(({ fax }) => fax)
          )
          const discrepancies = yield* Effect.forEach(control.verify(payload), (found) =>
            Effect.map(countedMisses(found.nearMisses), (misses) => discrepancyView(found, misses))
          )
          return { ok: discrepancies.length === 0, discrepancies }
        })
      )
      .handle("wait", ({ payload, urlParams }) =>
        Effect.gen(function* () {
          const control = yield* of(urlParams)
          if (waiting >= mostWaiting) {
            return yield* new Conflict({ detail: `${mostWaiting} requests are already waiting` })
          }
          const timeout = Math.min(payload.timeout ?? 5000, longestWaitMillis)
          waiting += 1
          const { faxes, nearMisses, ok } = yield* Effect.promise((signal) =>
            control.waitFor(payload.fax, { count: payload.count, timeout, signal })
          ).pipe(
            Effect.ensuring(
              Effect.sync(() => {
                waiting -= 1
              })
            )
          )
          return {
            ok,
            faxes: yield* viewsOf(faxes),
            nearMisses: (yield* countedMisses(nearMisses)).map(nearMissView)
          }
        })
      )
  )

  const journal = HttpApiBuilder.group(MockApi, "journal", (handlers) =>
    handlers
      .handle("list", ({ urlParams }) =>
        Effect.map(of(urlParams), (control) => {
          const { limit = defaultLimit, operation, sendId } = urlParams
          const entries = control.journal
            .filter((it) => operation === undefined || it.operation === operation)
            .filter((it) => sendId === undefined || it.sendId === sendId)
            .toReversed()
          return { entries: entries.slice(0, limit), total: entries.length }
        })
      )
      .handle("clear", ({ urlParams }) =>
        Effect.map(of(urlParams), (control) => control.reset({ journal: true }))
      )
  )

  const listScenarios = (control: Control) => ({ scenarios: control.scenarios })

  const scenarios = HttpApiBuilder.group(MockApi, "scenarios", (handlers) =>
    handlers
      .handle("list", ({ urlParams }) => Effect.map(of(urlParams), listScenarios))
      .handle("add", ({ payload, urlParams }) =>
        Effect.gen(function* () {
          const control = yield* kept(urlParams)
          yield* Effect.try({
            try: () => control.addScenarios(...encodeScenarios(payload.scenarios)),
            catch: (error) => new Conflict({ detail: errorText(error) })
          })
          return listScenarios(control)
        })
      )
      .handle("replace", ({ payload, urlParams }) =>
        Effect.map(kept(urlParams), (control) => {
          control.setScenarios(...encodeScenarios(payload.scenarios))
          return listScenarios(control)
        })
      )
      .handle("clear", ({ urlParams }) =>
        Effect.map(of(urlParams), (control) => control.reset({ scenarios: true }))
      )
  )

  const clockView = (control: Control) => ({
    now: new Date(control.now).toISOString(),
    isFrozen: control.isFrozen
  })
  const turning =
    (turn: (control: Control) => void) =>
    ({ urlParams }: { readonly urlParams: OfClient }) =>
      Effect.map(kept(urlParams), (control) => {
        turn(control)
        return clockView(control)
      })

  const clock = HttpApiBuilder.group(MockApi, "clock", (handlers) =>
    handlers
      .handle("get", ({ urlParams }) => Effect.map(of(urlParams), clockView))
      .handle("advance", (request) =>
        turning((control) => control.advance(request.payload.by))(request)
      )
      .handle(
        "freeze",
        turning((control) => control.freeze())
      )
      .handle(
        "unfreeze",
        turning((control) => control.unfreeze())
      )
      .handle(
        "runToEnd",
        turning((control) => control.runToEnd())
      )
  )

  const snapshots = new Map<string, ReadonlyArray<Snapshot>>()
  let taken = 0
  const keep = (snapshot: ReadonlyArray<Snapshot>): string => {
    taken += 1
    const id = String(taken)
    snapshots.set(id, snapshot)
    const [oldest] = snapshots.keys()
    if (snapshots.size > mostSnapshots && oldest !== undefined) snapshots.delete(oldest)
    return id
  }

  const state = HttpApiBuilder.group(MockApi, "state", (handlers) =>
    handlers
      .handle("clients", () =>
        Effect.sync(() => ({
          clients: tenants.all.map(({ client, inbox, journal }) => ({
            client,
            faxes: inbox.size,
            requests: journal.length
          }))
        }))
      )
      .handle("reset", ({ payload, urlParams }) =>
        Effect.map(kept(urlParams), (control) => control.reset(payload))
      )
      .handle("expireTokens", ({ urlParams }) =>
        Effect.map(of(urlParams), (control) => control.expireTokens())
      )
      .handle("snapshot", ({ urlParams }) =>
        Effect.map(of(urlParams), (control) => ({ id: keep(control.snapshot()) }))
      )
      .handle("restore", ({ path }) => {
        const snapshot = snapshots.get(path.id)
        return snapshot === undefined
          ? Effect.fail(new Unknown({ detail: `Snapshot ${path.id} no longer exists` }))
          : Effect.try({
              try: () => everybody.restore(snapshot),
              catch: (error) => new Conflict({ detail: errorText(error) })
            })
      })
  )

  return Layer.mergeAll(faxes, received, assertions, journal, scenarios, clock, state)
}

const unreadable = (why: string) => errorAnswer("bad_request", `The body cannot be read: ${why}`)

/** Says what was wrong where the platform says it in its own words, or answers with a status alone. */
const inWords = HttpApiBuilder.middleware((app) =>
  Effect.catchAllCause(app, (cause) => {
    const error = Cause.squash(cause)
    const answer = (response: Response) => Effect.succeed(HttpServerResponse.fromWeb(response))
    if (error instanceof HttpApiError.HttpApiDecodeError) return answer(badRequestAnswer(error))
    if (error instanceof HttpServerError.RouteNotFound) {
      const { method, url } = error.request
      const detail = `There is no ${method} ${url.split("?")[0]}; /_mock/openapi.json lists what there is`
      return answer(errorAnswer("not_found", detail))
    }
    if (error instanceof HttpServerError.RequestError) {
      return answer(unreadable(errorText(error.cause)))
    }
    return Cause.isFailure(cause) || Cause.isInterruptedOnly(cause)
      ? Effect.failCause(cause)
      : answer(errorAnswer("defect", errorText(error)))
  })
)

/** The control API as a web handler. */
export interface ControlApi {
  readonly handler: (request: Request) => Promise<Response>
  readonly openApi: OpenApi.OpenAPISpec
  readonly dispose: () => Promise<void>
}

/** Answers requests under `/_mock`, by a control that speaks of everybody. */
export const makeControlApi = (everybody: Control): ControlApi => {
  const { dispose, handler } = HttpApiBuilder.toWebHandler(
    Layer.mergeAll(
      HttpApiBuilder.api(MockApi).pipe(Layer.provide(makeGroups(everybody))),
      inWords,
      HttpServer.layerContext
    )
  )
  return {
    handler: async (request) =>
      // The platform would read it into files, which there is nothing here to write with.
      request.headers.get("content-type")?.toLowerCase().startsWith("multipart/")
        ? unreadable("it is a form; send JSON")
        : handler(request),
    openApi: OpenApi.fromApi(MockApi),
    dispose
  }
}
