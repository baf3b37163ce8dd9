import { outerAddress } from "@faxingcenter/hono-server/internal"
import { Shell, sitePage } from "@faxingcenter/hono-server/ui"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { type Context, Hono } from "hono"
import { errorAnswer } from "../control/api/MockError.js"
import type { Control } from "../control/Control.js"
import { Span } from "../line/Span.js"
import { type ApiDocument, ApiPage } from "./ApiPage.js"
import { LinePage } from "./LinePage.js"
import { presets } from "./presets.js"
import { RequestList } from "./RequestList.js"
import { isWished, readRequestsQuery } from "./RequestsQuery.js"
import { site } from "./site.js"

const shownRequests = 200
const readSpan = Schema.decodeUnknownEither(Span)

const textOf = (value: unknown): string => (typeof value === "string" ? value : "")

/** The pages beside the inbox: requests, clock and faults, the API. */
export const controlRoutes = (everybody: Control, document: ApiDocument): Hono => {
  const app = new Hono()
  const clockOf = (client: string) => everybody.simulation.tenants.peek(client).inbox.clock

  app.get("/requests", (c) => {
    const query = readRequestsQuery(new URL(c.req.url).searchParams)
    const entries = everybody.journal
      .toReversed()
      .filter((entry) => isWished(query, entry))
      .slice(0, shownRequests)
    return sitePage(
      c,
      <Shell site={site} title="Requests: fax mock" isSingle current="Requests">
        <RequestList
          entries={entries}
          query={query}
          clients={everybody.clients}
          clockOf={clockOf}
        />
      </Shell>
    )
  })

  app.get("/line", (c) => {
    const clients = ["", ...everybody.clients].map((client) => {
      const control = client === "" ? everybody : everybody.of(client)
      return { client, now: control.now, isFrozen: control.isFrozen }
    })
    return sitePage(
      c,
      <Shell site={site} title="Clock and faults: fax mock" isSingle current="Line">
        <LinePage clients={clients} scenarios={everybody.scenarios} />
      </Shell>
    )
  })

  app.get("/api", (c) =>
    sitePage(
      c,
      <Shell site={site} title="API: fax mock" isSingle current="API">
        <ApiPage address={outerAddress(c.req.raw)} document={document} />
      </Shell>
    )
  )

  const formOf = (c: Context) =>
    c.req.parseBody().catch((): Record<string, unknown> | undefined => undefined)
  const noForm = () => errorAnswer("bad_request", "This is not a form")

  app.post("/clock", async (c) => {
    const form = await formOf(c)
    if (form === undefined) return noForm()
    const client = textOf(form.client)
    const control = everybody.clients.includes(client) ? everybody.of(client) : everybody
    const by = readSpan(form.by)
    if (form.do === "advance" && Either.isRight(by)) control.advance(by.right)
    if (form.do === "freeze") control.freeze()
    if (form.do === "unfreeze") control.unfreeze()
    if (form.do === "end") control.runToEnd()
    return c.redirect("/_mock/ui/line", 303)
  })

  app.post("/faults", async (c) => {
    const form = await formOf(c)
    if (form === undefined) return noForm()
    const preset = presets[Number(textOf(form.preset) || "-1")]
    const { tenants } = everybody.simulation
    const rest = tenants.shared.filter((_, index) => String(index) !== textOf(form.index))
    if (form.do === "add" && preset !== undefined) everybody.addScenarios(preset.scenario)
    if (form.do === "remove") tenants.setShared(rest)
    if (form.do === "clear") tenants.setShared([])
    return c.redirect("/_mock/ui/line", 303)
  })

  return app
}
