import { CurrentClient, MessageId } from "@faxingcenter/core"
import { DeliveryReceipts } from "@faxingcenter/gateway"
import { Audit, Health, mayDo, SentPages, Supervision } from "@faxingcenter/gateway/manage"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Context } from "hono"
import type { Console } from "./makeConsole.js"
import { PagesPage } from "./PagesPage.js"
import { ReceiptPage } from "./ReceiptPage.js"

const Width = Schema.NumberFromString.pipe(Schema.int(), Schema.between(40, 1728))
const Picture = Schema.TemplateLiteralParser(
  Schema.NumberFromString.pipe(Schema.int(), Schema.between(1, 100_000)),
  ".png"
)

/** As of faxes that came in: a viewer sees what happens, and not what is in it. */
const notForViewers = "Pages are shown to operators and admins"

const idOf = (c: Context) => Schema.decodeUnknown(MessageId)(c.req.param("id"))

/** What is on the paper of a fax, and the receipt for it. Who looks at pages is in the audit log. */
export const paperRoutes = ({ gives, shows }: Console): void => {
  const receiptOf = (c: Context) =>
    Effect.gen(function* () {
      const message = yield* (yield* Supervision).message(yield* idOf(c))
      const signed = yield* Effect.provideService(
        (yield* DeliveryReceipts).of(message.messageId),
        CurrentClient,
        { clientId: message.clientId }
      )
      return { message, signed }
    })

  shows("/messages/:id/pages", (c, { operator, role }) =>
    Effect.gen(function* () {
      if (!mayDo(role, "operator")) return { problem: notForViewers, status: 403 } as const
      const message = yield* (yield* Supervision).message(yield* idOf(c))
      const shown = yield* (yield* SentPages).of(message.messageId)
      yield* (yield* Audit).note({
        actor: operator,
        action: "message.pages",
        subject: message.messageId
      })
      const { transport } = yield* Health
      return {
        title: `Pages to ${message.faxNumber}`,
        current: "Messages",
        body: <PagesPage message={message} shown={shown} transport={transport} />
      }
    })
  )
  gives("/messages/:id/pages/:picture", (c, { role }) =>
    Effect.gen(function* () {
      if (!mayDo(role, "operator")) return c.text(`${notForViewers}\n`, 403)
      const id = yield* idOf(c)
      const [page] = yield* Schema.decodeUnknown(Picture)(c.req.param("picture"))
      const width = yield* Schema.decodeUnknown(Width)(c.req.query("width") ?? "864")
      const png = yield* (yield* SentPages).picture(id, page, width)
      return new Response(new Uint8Array(png), {
        headers: { "content-type": "image/png", "cache-control": "private, no-store" }
      })
    })
  )

  shows("/messages/:id/receipt", (c) =>
    Effect.map(receiptOf(c), ({ message, signed }) => ({
      title: `Receipt for ${message.faxNumber}`,
      current: "Messages",
      body: <ReceiptPage message={message} signed={signed} />
    }))
  )
  gives("/messages/:id/receipt.jws", (c) =>
    Effect.map(
      receiptOf(c),
      ({ message, signed }) =>
        new Response(`${signed.jws}\n`, {
          headers: {
            "content-type": "application/jose",
            "content-disposition": `attachment; filename="${message.messageId}.jws"`
          }
        })
    )
  )
}
