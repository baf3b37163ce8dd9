import { allowMethods, siteGuard } from "@faxingcenter/hono-server/ui"
import { Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import { makeControlApi } from "../control/api/handlers.js"
import { mostBody } from "../control/api/MockApi.js"
import { errorAnswer } from "../control/api/MockError.js"
import type { Control } from "../control/Control.js"
import { inboxRoutes } from "../inbox/inboxRoutes.js"
import { admit, isLocal } from "./admit.js"
import { makeEvents } from "./events.js"

/** What people and tests see of a mock besides the API: its control API and its inbox. */
export interface Site {
  /** `address`: of who asks; in this process, when there is none. */
  readonly fetch: (request: Request, address: string | undefined) => Response | Promise<Response>
  readonly close: () => Promise<void>
}

/** Who may look. */
interface SiteOptions {
  readonly allowedHosts: ReadonlyArray<string>
  readonly key: string
}

/** The request without members of its query that are empty: forms and templates send every field that they have. */
const withoutEmpty = (request: Request): Request => {
  const url = new URL(request.url)
  const empty = [...url.searchParams].filter(([, value]) => value === "")
  if (empty.length === 0) return request
  for (const [name] of empty) url.searchParams.delete(name, "")
  return new Request(url, request)
}

export const makeSite = (everybody: Control, { allowedHosts, key }: SiteOptions): Site => {
  const api = makeControlApi(everybody)
  const events = makeEvents(everybody)
  const app = new Hono()
  app.use(
    siteGuard({
      name: "This mock",
      hosts: allowedHosts,
      subdomains: true,
      refuse: (_, detail) => errorAnswer("forbidden", detail)
    })
  )
  const taken = () => [
    ...app.routes,
    ...Object.entries(api.openApi.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => ({ method, path }))
    )
  ]
  app.use(allowMethods(taken, (_, detail) => errorAnswer("method_not_allowed", detail)))
  app.use(
    bodyLimit({
      maxSize: mostBody,
      onError: () => errorAnswer("too_large", `The body has more than ${mostBody} bytes`)
    })
  )
  app.onError(({ message }) => errorAnswer("defect", message))
  app.get("/_mock/openapi.json", (c) => c.json(api.openApi))
  app.get("/_mock/events", (c) => {
    const { client, ...others } = Object.fromEntries(
      Object.entries(c.req.query()).filter(([, value]) => value !== "")
    )
    const [name] = Object.keys(others)
    return name === undefined
      ? events.respond(client)
      : errorAnswer("bad_request", `${name} is unexpected, expected: "client"`)
  })
  app.route("/", inboxRoutes(everybody, api.openApi))
  app.all("/_mock/*", (c) => api.handler(withoutEmpty(c.req.raw)))
  return {
    fetch: (request, address) =>
      (isLocal(address) ? undefined : admit(request, key)) ?? app.fetch(request),
    close: async () => {
      events.close()
      await api.dispose()
    }
  }
}
