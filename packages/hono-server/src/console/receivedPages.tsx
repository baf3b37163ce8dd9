import { Document, ReceivedFaxId } from "@faxingcenter/core"
import { Clients, Reception } from "@faxingcenter/gateway"
import { mayDo } from "@faxingcenter/gateway/manage"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Context } from "hono"
import type { Console } from "./makeConsole.js"
import { ReceivedFaxesPage } from "./ReceivedFaxesPage.js"
import { ReceivedFaxPage } from "./ReceivedFaxPage.js"

const perPage = 50

const ReceivedAct = Schema.Struct({
  do: Schema.Literal("read", "unread", "redeliver", "remove", "assign"),
  client: Schema.optional(Schema.String)
})

const PageNumber = Schema.NumberFromString.pipe(Schema.int(), Schema.between(1, 10_000))

/** The received faxes of all clients, and what may be done to them. Their pages are for operators alone. */
export const receivedPages = ({ app, run, sessionOf, shows, takes }: Console): void => {
  const idOf = (c: Context) => Schema.decodeUnknown(ReceivedFaxId)(c.req.param("id"))

  shows("/received", (c) =>
    Effect.gen(function* () {
      const reception = yield* Reception
      const before = Schema.decodeUnknownOption(ReceivedFaxId)(c.req.query("before"))
      const nobody = c.req.query("nobody") === "1"
      const found = yield* reception.list({
        limit: perPage + 1,
        nobody,
        ...(before._tag === "Some" ? { before: before.value } : {})
      })
      const faxes = found.slice(0, perPage)
      const next = found.length > perPage ? faxes.at(-1)?.fax.receivedFaxId : undefined
      return {
        title: "Received",
        current: "Received",
        body: <ReceivedFaxesPage faxes={faxes} next={next} nobody={nobody} />
      }
    })
  )

  shows("/received/:id", (c, session) =>
    Effect.gen(function* () {
      const reception = yield* Reception
      const clients = yield* Clients
      const received = yield* reception.get(yield* idOf(c))
      return {
        title: "Received fax",
        current: "Received",
        body: (
          <ReceivedFaxPage received={received} clients={yield* clients.list} session={session} />
        )
      }
    })
  )

  takes("/received/:id", "operator", ReceivedAct, (c, { operator: actor }, { client, do: act }) =>
    Effect.gen(function* () {
      const reception = yield* Reception
      const id = yield* idOf(c)
      switch (act) {
        case "read":
        case "unread":
          yield* reception.markRead(id, act === "read", { actor })
          break
        case "redeliver":
          yield* reception.redeliver(id, { actor })
          break
        case "remove":
          yield* reception.remove(id, { actor })
          break
        case "assign":
          yield* reception.assign(id, client ?? "", { actor })
      }
      return undefined
    })
  )

  app.get("/received/:id/pages/:file{[0-9]+\\.png}", async (c) => {
    const session = await sessionOf(c)
    if (session === undefined) return c.text("Sign in\n", 401)
    if (!mayDo(session.role, "operator")) return c.text("This needs the role operator\n", 403)
    const png = await run(
      Effect.gen(function* () {
        const reception = yield* Reception
        const page = yield* Schema.decodeUnknown(PageNumber)(c.req.param("file").slice(0, -4))
        const document = yield* reception.document(yield* idOf(c), { format: "png", page })
        return yield* Document.readBytes(document)
      })
    )
    return Either.isLeft(png)
      ? c.text("There is no such page\n", 404)
      : c.body(Uint8Array.from(png.right), 200, { "content-type": "image/png" })
  })
}
