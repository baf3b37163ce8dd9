import { Hono } from "hono"

interface Resource extends Record<string, unknown> {
  readonly resourceType: string
  readonly id: string
  readonly meta: { readonly versionId: string }
}

const json = { "content-type": "application/fhir+json" }

/** The references and identifiers of a resource, as the search parameters name them. */
const valuesOf = (resource: Resource, parameter: string): string => {
  const member = { "based-on": "basedOn", medium: "medium" }[parameter] ?? parameter
  return JSON.stringify(resource[member] ?? null)
}

/**
 * As much of a FHIR R4 server as the program uses: read, search by text, version-aware update, conditional
 * create. Each resource that is put into `store` is of version 1.
 */
export const fhirServer = () => {
  const store = new Map<string, Resource>()
  const put = (resource: Omit<Resource, "meta">, version = 1) => {
    const kept = { ...resource, meta: { versionId: String(version) } } as Resource
    store.set(`${kept.resourceType}/${kept.id}`, kept)
    return kept
  }
  const all = (type: string) => [...store.values()].filter((each) => each.resourceType === type)
  const search = (type: string, query: URLSearchParams) =>
    all(type).filter((each) =>
      [...query].every(([parameter, value]) => {
        const values = valuesOf(each, parameter)
        return (value.split("|").at(-1) ?? "").split(",").some((part) => values.includes(part))
      })
    )
  let created = 0
  const app = new Hono()
    .get("/fhir/:type", (c) => {
      const query = new URL(c.req.url).searchParams
      const entry = search(c.req.param("type"), query).map((resource) => ({ resource }))
      return c.json({ resourceType: "Bundle", type: "searchset", entry }, 200, json)
    })
    .get("/fhir/:type/:id", (c) => {
      const found = store.get(`${c.req.param("type")}/${c.req.param("id")}`)
      return found === undefined
        ? c.json({ resourceType: "OperationOutcome" }, 404, json)
        : c.json(found, 200, json)
    })
    .post("/fhir/:type", async (c) => {
      const type = c.req.param("type")
      const condition = c.req.header("if-none-exist")
      const [found] = condition === undefined ? [] : search(type, new URLSearchParams(condition))
      if (found !== undefined) return c.json(found, 200, json)
      created += 1
      return c.json(put({ ...(await c.req.json()), id: String(created) }), 201, json)
    })
    .put("/fhir/:type/:id", async (c) => {
      const current = store.get(`${c.req.param("type")}/${c.req.param("id")}`)
      const version = Number(current?.meta.versionId ?? 0)
      if (c.req.header("if-match") !== `W/"${version}"`) {
        return c.json({ resourceType: "OperationOutcome" }, 412, json)
      }
      return c.json(put(await c.req.json(), version + 1), 200, json)
    })
  return { app, all, put }
}
