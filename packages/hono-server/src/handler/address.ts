import type { Context, Hono } from "hono"
import { responseOf } from "../answer/Answer.js"
import { methodNotAllowed, withoutBody } from "../answer/answers.js"
import type { Endpoint } from "../openApi/endpoints.js"

type Answer = (c: Context) => Response | Promise<Response>

const methodsOf = (answers: Partial<Record<Endpoint["method"], Answer>>): string =>
  [
    ...Object.keys(answers).flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])),
    "OPTIONS"
  ].join(", ")

/**
 * Mounts an address with all that it takes: `HEAD` as `GET` without its body, and the methods in `Allow` for
 * `OPTIONS` and for every other (RFC 9110 sections 9.3.2, 9.3.7 and 15.5.6). One handler for an
 * address: Hono calls it as it is, without a chain of promises around it.
 */
export const mountAddress = (
  app: Hono,
  path: string,
  answers: Partial<Record<Endpoint["method"], Answer>>
): void => {
  const byMethod = new Map<string, Answer>(Object.entries(answers))
  const { GET } = answers
  if (GET !== undefined) byMethod.set("HEAD", async (c) => withoutBody(await GET(c)))
  const allow = methodsOf(answers)
  app.all(path, (c) => {
    const answer = byMethod.get(c.req.method)
    if (answer !== undefined) return answer(c)
    return c.req.method === "OPTIONS"
      ? new Response(null, { status: 204, headers: { allow } })
      : responseOf(methodNotAllowed(allow))
  })
}
