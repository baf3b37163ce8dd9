import { expect, it } from "@effect/vitest"
import type { MessageId } from "@faxingcenter/core"
import { Pages } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SentPages } from "../src/manage.js"
import { Transport } from "../src/transport.js"
import { sqliteFiles } from "./databases.js"
import { ended, fax, gatewayWith, send } from "./fixtures.js"

const { fresh } = sqliteFiles()

const notAsked = () => Effect.dieMessage("not asked for")
/** Tells what it is given instead of making a picture of it. */
const telling = Layer.succeed(
  Pages,
  Pages.of({
    inspect: () => Effect.succeed({ type: "text", pages: 2 }),
    text: notAsked,
    convert: notAsked,
    page: (documents, page) =>
      Effect.succeed({
        page: {
          number: page,
          fileName: documents[0]?.fileName ?? "",
          documentPage: page,
          width: 1728,
          rows: 2292,
          bytes: 1,
          seconds: 1,
          black: 0
        },
        tiff: new TextEncoder().encode(`page ${page} of ${documents.length} document`),
        findings: []
      }),
    preflight: notAsked,
    preview: (tiff, page, { width } = {}) =>
      Effect.succeed(
        new TextEncoder().encode(`${new TextDecoder().decode(tiff)}, ${page}, ${width}`)
      ),
    dots: notAsked,
    contactSheet: notAsked
  })
)

const line = (render: boolean) =>
  Layer.succeed(Transport, {
    name: "test",
    refusesTestNumbers: false,
    ...(render
      ? {
          render: () =>
            Effect.succeed({ tiff: new TextEncoder().encode("the dots sent"), pages: 3 })
        }
      : {}),
    dial: () => Effect.succeed({ _tag: "Delivered", pages: 3 } as const),
    find: () => Effect.succeed({ _tag: "NotDialled" } as const),
    hangUp: () => Effect.void,
    forget: () => Effect.void
  })

/** What is shown of a fax that has been sent over this line. */
const shown = (render: boolean, pages: Layer.Layer<Pages> | typeof Layer.empty) =>
  Effect.gen(function* () {
    const address = yield* Effect.promise(fresh)
    return yield* Effect.gen(function* () {
      const receipt = yield* send(fax("13862345678"))
      yield* ended(receipt)
      const sent = yield* SentPages
      const [id] = receipt.messages.map(({ messageId }): MessageId => messageId)
      if (id === undefined) return yield* Effect.dieMessage("no message")
      const what = yield* sent.of(id)
      const picture = yield* sent.picture(id, 2, 160)
      return { ...what, picture: new TextDecoder().decode(picture) }
    }).pipe(Effect.provide(Layer.provide(gatewayWith(address, line(render)), pages)))
  })

it.live("shows the very dots that a line was given", () =>
  Effect.gen(function* () {
    expect(yield* shown(true, telling)).toEqual({
      areAsSent: true,
      pages: Array.from({ length: 3 }, () => ({ fileName: "fax.tif" })),
      picture: "the dots sent, 2, 160"
    })
  })
)

it.live("shows the documents as pages where the line was given documents, and says so", () =>
  Effect.gen(function* () {
    expect(yield* shown(false, telling)).toEqual({
      areAsSent: false,
      pages: [{ fileName: "a.txt" }, { fileName: "a.txt" }],
      picture: "page 2 of 1 document, 1, 160"
    })
  })
)

it.live("says that there is nothing to show pages with", () =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(shown(true, Layer.empty))
    expect(error).toMatchObject({ _tag: "PagesNotShown" })
  })
)
