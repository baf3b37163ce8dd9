import { WireProblem, WireTokenError } from "@faxingcenter/core/wire"
import * as JSONSchema from "effect/JSONSchema"
import type * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { endpoints as contract, type Endpoint, tags } from "./endpoints.js"

type Json = Readonly<Record<string, unknown>>

/** An OpenAPI 3.1 document, as far as its shape matters for serving it. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: Json
  readonly servers: ReadonlyArray<{ readonly url: string }>
  readonly tags: ReadonlyArray<Json>
  readonly paths: Readonly<Record<string, Json>>
  readonly components: Json
}

const everywhere = [429, 500, 502, 503, 504]

const meaning: Readonly<Record<number, string>> = {
  400: "The request is malformed; culprit names the place",
  401: "The credentials or the access token were not accepted",
  402: "The account has no funds for this fax",
  404: "There is no such job, message or page in this account",
  406: "A fax number is invalid (code 100), or the data of a document is missing (code 110)",
  408: "The body arrived too slowly; nothing was done",
  409: "The message is in a state that does not allow it, or a request with this Idempotency-Key is in progress",
  422: "The Idempotency-Key was used for another request, webhooks may not be sent to this URL, or a received fax is not available in this format",
  413: "The body is too large",
  415: "The media type of the body is not supported",
  429: "Too many requests; nothing was done",
  500: "The server failed",
  502: "The service behind this one gave an unexpected answer",
  503: "The request was not accepted; nothing was done, and it can be sent again",
  504: "It is unknown whether the service behind this one accepted the request"
}

/** Headers that an error of each status carries. */
const headers: Readonly<Record<number, Json>> = {
  401: { "WWW-Authenticate": { schema: { type: "string" } } },
  429: { "Retry-After": { description: "Seconds", schema: { type: "integer" } } }
}

/** Security requirements, of which one must be met; `{}` is none. */
const securityOf = {
  token: [{ bearer: [] }],
  credentials: [{}, { basic: [] }],
  none: []
} as const satisfies Record<Endpoint["access"], ReadonlyArray<Json>>

/** Says nothing that JSON Schema has by default: generators make an index signature of it. */
const withoutDefaults = (document: ReturnType<typeof build>): typeof document =>
  JSON.parse(
    JSON.stringify(document, (name, value: unknown) =>
      name === "additionalProperties" && value === true ? undefined : value
    )
  )

const build = (endpoints: Readonly<Record<string, Endpoint>>) => {
  const definitions: Record<string, JSONSchema.JsonSchema7> = {}
  const schemaOf = (schema: Schema.Schema.All, references: "keep" | "skip" = "keep") =>
    JSONSchema.fromAST(schema.ast, {
      definitions,
      definitionPath: "#/components/schemas/",
      target: "openApi3.1",
      topLevelReferenceStrategy: references,
      // Extra members are tolerated everywhere.
      additionalPropertiesStrategy: "allow"
    })
  const contentOf = (types: ReadonlyArray<string>, schemas: ReadonlyArray<Schema.Schema.All>) => {
    const [first, ...others] = schemas.map((schema) => schemaOf(schema))
    const schema = others.length === 0 ? first : { anyOf: [first, ...others] }
    return Object.fromEntries(types.map((type) => [type, { schema }]))
  }

  const parametersOf = (
    place: "query" | "header",
    schema: Schema.Schema.All | undefined
  ): ReadonlyArray<Json> => {
    if (schema === undefined) return []
    const object = schemaOf(schema, "skip")
    if (!("properties" in object)) return []
    return Object.entries(object.properties).map(([name, { description, ...schema }]) => ({
      name,
      in: place,
      required: object.required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema
    }))
  }

  const parametersOfAll = ({ headers, parameters, path }: Endpoint) => {
    const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string" }
    }))
    const all = [
      ...inPath,
      ...parametersOf("query", parameters),
      ...parametersOf("header", headers)
    ]
    return all.length === 0 ? {} : { parameters: all }
  }

  const errorOf = (status: number, type: string, schema: Schema.Schema.All): Json => ({
    description: meaning[status] ?? `HTTP ${status}`,
    ...(headers[status] === undefined ? {} : { headers: headers[status] }),
    content: contentOf([type], [schema])
  })

  const operationOf = (name: string, endpoint: Endpoint): Json => ({
    operationId: name,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    description: endpoint.description,
    security: securityOf[endpoint.access],
    ...parametersOfAll(endpoint),
    ...(endpoint.body === undefined
      ? {}
      : {
          requestBody: {
            required: endpoint.body.isOptional !== true,
            content: {
              ...contentOf(endpoint.body.types, endpoint.body.anyOf),
              ...(endpoint.body.form === undefined
                ? {}
                : contentOf(["multipart/form-data"], [endpoint.body.form]))
            }
          }
        }),
    responses: {
      [endpoint.answer.status]: {
        description: endpoint.answer.description,
        ...(endpoint.answer.anyOf.length === 0
          ? {}
          : {
              content: contentOf(
                [endpoint.answer.type ?? "application/json"],
                endpoint.answer.anyOf
              )
            })
      },
      ...Object.fromEntries([
        ...(endpoint.tokenErrors ?? []).map((status) => [
          status,
          errorOf(status, "application/json", WireTokenError)
        ]),
        ...[...endpoint.errors, ...everywhere].map((status) => [
          status,
          errorOf(status, "application/problem+json", WireProblem)
        ])
      ])
    }
  })

  const paths: Record<string, Json> = {}
  for (const [name, endpoint] of Object.entries(endpoints)) {
    const path = endpoint.path.replace(/:(\w+)/g, "{$1}")
    paths[path] = {
      ...paths[path],
      [endpoint.method.toLowerCase()]: operationOf(name, endpoint)
    }
  }
  const used = new Set(Object.values(endpoints).map(({ tag }) => tag))
  return {
    tags: Struct.entries(tags)
      .filter(([name]) => used.has(name))
      .map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: definitions,
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: `A token of ${contract.oauth.method} ${contract.oauth.path}`
        },
        basic: { type: "http", scheme: "basic", description: "client_id and client_secret" }
      }
    }
  }
}

const built = new WeakMap<object, ReturnType<typeof build>>()

/**
 * The OpenAPI description of routes, made from the schemas that they read and write with.
 *
 * @example
 * ```ts
 * import { openApi } from "@faxingcenter/hono-server"
 *
 * console.log(JSON.stringify(openApi("https://example.com/fax"), undefined, 2))
 * ```
 */
export const openApi = (
  serverUrl = "/",
  endpoints: Readonly<Record<string, Endpoint>> = contract,
  title = "FaxingCenter Production Fax API"
): OpenApiDocument => {
  const known = built.get(endpoints) ?? withoutDefaults(build(endpoints))
  built.set(endpoints, known)
  return {
    openapi: "3.1.0",
    info: {
      title,
      version: "2014-04-09",
      description: "Revisions 2014-04-03 and 2014-04-09",
      contact: { name: "FaxingCenter for TypeScript" },
      license: { name: "MIT", identifier: "MIT" }
    },
    servers: [{ url: serverUrl }],
    ...known
  }
}
