import type { Context, MiddlewareHandler } from "hono"

/** A method that a path takes: `:name` and `{name}` stand for one part of it. */
export interface TakenMethod {
  readonly method: string
  readonly path: string
}

const patternOf = (path: string): RegExp =>
  new RegExp(
    `^${path
      .split(/:\w+(?:\{[^}]*\})?|\{\w+\}/)
      .map((fixed) => fixed.replace(/[.*+?^$()|[\]\\]/g, "\\$&"))
      .join("[^/]+")}$`
  )

const isOne = ({ method, path }: TakenMethod) => method !== "ALL" && !path.includes("*")

/**
 * Answers `OPTIONS`, and refuses methods that a path does not take, with the methods that it takes in `Allow` (RFC 9110
 * sections 9.3.7 and 15.5.6). What is taken is asked for once, with the first request.
 */
export const allowMethods = (
  taken: () => ReadonlyArray<TakenMethod>,
  refuse: (c: Context, detail: string) => Response
): MiddlewareHandler => {
  let known: ReadonlyArray<{ readonly method: string; readonly pattern: RegExp }> | undefined
  return async (c, next) => {
    known ??= taken()
      .filter(isOne)
      .map(({ method, path }) => ({ method: method.toUpperCase(), pattern: patternOf(path) }))
    const methods = new Set(
      known.flatMap(({ method, pattern }) => (pattern.test(c.req.path) ? [method] : []))
    )
    if (methods.has("GET")) methods.add("HEAD")
    if (methods.size === 0 || methods.has(c.req.method)) return next()
    const allow = [...methods, "OPTIONS"].join(", ")
    c.res =
      c.req.method === "OPTIONS"
        ? new Response(null, { status: 204 })
        : refuse(c, `${c.req.method} is not among the methods of this address: ${allow}`)
    c.res.headers.set("allow", allow)
  }
}
