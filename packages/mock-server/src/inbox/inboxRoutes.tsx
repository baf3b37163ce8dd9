import { FailureReason } from "@faxingcenter/core/delivery"
import { outerAddress } from "@faxingcenter/hono-server/internal"
import { Shell, siteAssets, sitePage } from "@faxingcenter/hono-server/ui"
import * as Schema from "effect/Schema"
import { type Context, Hono } from "hono"
import { errorAnswer } from "../control/api/MockError.js"
import type { Control } from "../control/Control.js"
import { errorText } from "../errorText.js"
import type { CountedFax, Fax } from "../simulation/Fax.js"
import type { ApiDocument } from "./ApiPage.js"
import { ArrivalList } from "./ArrivalList.js"
import { Bin } from "./Bin.js"
import { controlRoutes } from "./controlRoutes.js"
import { FaxDetail, type OpenFax } from "./FaxDetail.js"
import { FaxList } from "./FaxList.js"
import { Filters } from "./Filters.js"
import { hrefOf, inboxPage, readQuery } from "./InboxQuery.js"
import { originalType } from "./originalType.js"
import { site } from "./site.js"

const isReason = Schema.is(FailureReason)

/** The newest of what came in. */
const shownArrivals = 200

/** An address within the inbox to go back to, and nowhere else. */
const localOf = (text: unknown): string =>
  typeof text === "string" && /^\/(\?[!-~]*)?$/.test(text) ? text : "/"

/** The inbox in the browser, and what its pages are made of. */
export const inboxRoutes = (everybody: Control, document: ApiDocument): Hono => {
  const app = new Hono()
  const bin = new Bin(everybody)
  const clockOf = (client: string) => everybody.simulation.tenants.peek(client).inbox.clock

  const missing = () => errorAnswer("not_found", "There is nothing here")

  const { pageCounts } = everybody.simulation.tenants
  const counted = (fax: Fax) => everybody.run.runPromise(pageCounts.counted(fax))

  const openFax = async (fax: CountedFax, baseUrl: string): Promise<OpenFax> => ({
    fax,
    job: everybody.faxes({ sendId: fax.sendId }),
    rendering: await (await everybody.renderer?.get())?.look(fax),
    entry: everybody.journal.find(({ sendId }) => sendId === fax.sendId),
    baseUrl
  })

  app.get("/", async (c) => {
    const { searchParams } = new URL(c.req.url)
    const query = readQuery(searchParams)
    const found = inboxPage(
      query.client === "" || !everybody.clients.includes(query.client)
        ? everybody
        : everybody.of(query.client),
      query
    )
    const fax = query.fax === "" ? undefined : everybody.fax(query.fax)
    const open = fax && (await openFax(await counted(fax), outerAddress(c.req.raw)))
    return sitePage(
      c,
      <Shell
        site={site}
        title={open === undefined ? "Fax mock" : `Fax to ${open.fax.number}`}
        isOpen={query.fax !== ""}
        current="Inbox"
      >
        <aside aria-label="List of faxes">
          <Filters query={query} clients={everybody.clients} />
          <FaxList query={query} found={found} deleted={bin.size} clockOf={clockOf} />
        </aside>
        <div class="right">
          {open !== undefined ? (
            <FaxDetail open={open} query={query} />
          ) : query.fax !== "" ? (
            <p class="empty">
              This fax is no longer there. <a href={hrefOf(query, { fax: "" })}>All faxes</a>
            </p>
          ) : (
            <p class="empty">Choose a fax to see its pages.</p>
          )}
        </div>
      </Shell>,
      query.fax !== "" && open === undefined ? 404 : 200
    )
  })

  app.route("/_mock/ui", controlRoutes(everybody, document))

  const received = (c: Context, problem?: string) =>
    sitePage(
      c,
      <Shell site={site} title="Received: fax mock" isSingle current="Received">
        <ArrivalList faxes={everybody.arrivals.slice(0, shownArrivals)} problem={problem} />
      </Shell>,
      problem === undefined ? 200 : 409
    )

  app.get("/_mock/ui/received", (c) => received(c))

  app.post("/_mock/ui/received", async (c) => {
    const form = await c.req.parseBody().catch(() => undefined)
    if (form === undefined) return errorAnswer("bad_request", "This is not a form")
    const { client, document, from } = form
    const textOf = (value: unknown) =>
      typeof value === "string" && value.trim() !== "" ? value.trim() : undefined
    const caller = textOf(from)
    const incoming = {
      ...(caller === undefined ? {} : { from: caller }),
      ...(document instanceof File && document.size > 0
        ? {
            document: {
              fileName: document.name,
              bytes: new Uint8Array(await document.arrayBuffer())
            }
          }
        : {})
    }
    try {
      await everybody.of(textOf(client) ?? "demo").receiveDecoded(incoming)
    } catch (error) {
      return received(c, errorText(error))
    }
    return c.redirect("/_mock/ui/received", 303)
  })

  app.get("/_mock/ui/received/:id/fax.pdf", async (c) => {
    const { tenants } = everybody
    const id = c.req.param("id")
    const { arrivals } = everybody.simulation.tenants
    const tiff = tenants
      .map(({ client }) => arrivals.find(client, id, Number.POSITIVE_INFINITY)?.tiff)
      .find((found) => found !== undefined)
    const pdf = tiff && (await (await everybody.renderer?.get())?.show(tiff, "pdf", 1))
    if (pdf === undefined) return missing()
    return new Response(new Uint8Array(pdf), {
      headers: { "content-type": "application/pdf", "content-disposition": "inline" }
    })
  })

  app.post("/_mock/ui/faxes/:id", async (c) => {
    const id = c.req.param("id")
    const form = await c.req.parseBody().catch(() => undefined)
    if (form === undefined) return errorAnswer("bad_request", "This is not a form")
    if (form.do === "deliver") everybody.deliver(id)
    if (form.do === "fail" && isReason(form.reason)) everybody.fail(id, form.reason)
    if (form.do === "hold") everybody.hold(id)
    if (form.do === "release") everybody.release(id)
    if (form.do === "delete") bin.takeJob(id)
    return c.redirect(localOf(form.back), 303)
  })

  app.post("/_mock/ui/faxes", async (c) => {
    const form = await c.req.parseBody().catch(() => undefined)
    if (form === undefined) return errorAnswer("bad_request", "This is not a form")
    if (form.do === "undo") bin.putBack()
    if (form.do === "clear") bin.takeAll(typeof form.client === "string" ? form.client : "")
    return c.redirect(localOf(form.back), 303)
  })

  app.route("/_mock/ui", siteAssets())

  app.get("/_mock/ui/faxes/:id/originals/:index{\\d+}", (c) => {
    const document = everybody.fax(c.req.param("id"))?.documents[Number(c.req.param("index"))]
    const type = document && originalType(document.bytes)
    if (document === undefined || type === undefined) return missing()
    return new Response(new Uint8Array(document.bytes), {
      headers: {
        "content-type": type,
        "content-disposition": "inline",
        // Shown in a frame of the inbox itself, and of nobody else.
        "content-security-policy":
          "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
        "x-frame-options": "SAMEORIGIN"
      }
    })
  })

  return app
}
