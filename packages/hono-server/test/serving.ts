import { Ajv2020 } from "ajv/dist/2020.js"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as ManagedRuntime from "effect/ManagedRuntime"
import type { Hono } from "hono"
import { expect } from "vitest"
import { type FaxRoutesOptions, faxRoutes, openApi } from "../src/index.js"
import { type Fake, makeFake, type Replaced } from "./fakeServices.js"

/** An answer, read to its end. */
interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
}

/** Routes over a fake, with a client of account `demo`. */
export interface Serving {
  readonly app: Hono
  readonly fake: Fake
  readonly logged: ReadonlyArray<string>
  readonly dispose: () => Promise<void>
  /** Sends a request as it is, and holds the answer against the OpenAPI document. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Answer>
  /** The header of a new token. */
  readonly authorization: (client?: string) => Promise<{ readonly authorization: string }>
}

const document = openApi()
const schemas = new Ajv2020({ strict: false }).addSchema({ $id: "openapi", ...document })

const pointer = (...parts: ReadonlyArray<string | number>) =>
  parts.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")

/** Fails unless the document has such an answer, with such a body. */
const expectDescribed = (path: string, method: string, answer: Answer) => {
  const operation = document.paths[path]?.[method]
  if (operation === undefined || answer.text === "") return
  const type = answer.headers.get("content-type") ?? ""
  const place = pointer(
    "paths",
    path,
    method,
    "responses",
    answer.status,
    "content",
    type,
    "schema"
  )
  const validate = schemas.compile({ $ref: `openapi#${encodeURI(place)}` })
  expect(validate(answer.json), `${place}: ${JSON.stringify(validate.errors)}`).toBe(true)
}

export const serving = (options: Replaced & Omit<FaxRoutesOptions, "runtime"> = {}): Serving => {
  const fake = makeFake(options)
  const logged: Array<string> = []
  const logger = Logger.replace(
    Logger.defaultLogger,
    Logger.map(Logger.logfmtLogger, (line) => {
      logged.push(line)
    })
  )
  const runtime = ManagedRuntime.make(Layer.merge(fake.layer, logger))
  const { authenticate, clientOf, find, status, submit, ...routes } = options
  const app = faxRoutes({ runtime, ...routes })

  const ask: Serving["ask"] = async (path, init) => {
    const response = await app.request(path, init)
    const text = await response.text()
    expect(response.headers.get("x-content-type-options")).toBe("nosniff")
    const answer: Answer = {
      status: response.status,
      headers: response.headers,
      text,
      json: text === "" ? {} : JSON.parse(text)
    }
    const [bare = ""] = path.split("?")
    expectDescribed(bare, (init?.method ?? "GET").toLowerCase(), answer)
    return answer
  }

  const authorization: Serving["authorization"] = async (client = "demo") => {
    const { json } = await ask("/oauth", {
      method: "POST",
      body: new URLSearchParams({
        client_id: client,
        client_secret: client,
        grant_type: "client_credentials"
      })
    })
    return { authorization: `Bearer ${json.access_token}` }
  }
  return { app, fake, logged, dispose: () => runtime.dispose(), ask, authorization }
}

export const jsonType = { "content-type": "application/json" }
