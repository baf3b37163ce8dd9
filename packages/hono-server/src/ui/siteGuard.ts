import type { Context, MiddlewareHandler } from "hono"

/** For whom a site answers, and how it refuses. */
export interface SiteGuardOptions {
  /** What refuses, at the beginning of a sentence. */
  readonly name: string
  /** Host names beside this machine's own that browsers may ask by, such as that of a reverse proxy. */
  readonly hosts: ReadonlyArray<string>
  /** Whether names below `.localhost` are this machine's own, too (RFC 6761). */
  readonly subdomains?: boolean
  /** Whether what changes something must name its origin, as browsers do for every form. */
  readonly originRequired?: boolean
  /** The answer to a request that is refused. */
  readonly refuse: (c: Context, detail: string) => Response
}

/** Names that only this machine can mean: one that resolves elsewhere may be somebody's trick. */
const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || /^127(\.\d{1,3}){3}$/.test(hostname) || hostname === "[::1]"

const hostnameOf = (host: string): string => host.replace(/:\d*$/, "").toLowerCase()

const isOriginOf = (origin: string, host: string): boolean => {
  try {
    return new URL(origin).host.toLowerCase() === host.toLowerCase()
  } catch {
    return false
  }
}

/** Of whatever a site answers: nothing of it is kept, framed, sniffed or embedded. */
const closedHeaders = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  // Without a referrer, browsers give the site's own forms an opaque Origin.
  "referrer-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "no-store"
}

/**
 * Lets a browser use a site at this machine's own names and at `hosts`, from the site's own pages and by following a
 * link. What a page of another site makes it ask is refused: a foreign `Host` may be DNS rebinding, a foreign `Origin`
 * is another site's page.
 */
export const siteGuard = (options: SiteGuardOptions): MiddlewareHandler => {
  const { name, originRequired = false, refuse, subdomains = false } = options
  const allowed = new Set(options.hosts.map((host) => host.toLowerCase()))
  const isOwn = (hostname: string) =>
    isLoopback(hostname) || (subdomains && hostname.endsWith(".localhost")) || allowed.has(hostname)

  const problemOf = (c: Context): string | undefined => {
    const host = c.req.header("host") ?? new URL(c.req.url).host
    const hostname = hostnameOf(host)
    if (!isOwn(hostname))
      return `${name} does not accept requests for the host ${hostname.slice(0, 100)}`
    const origin = c.req.header("origin")
    if (origin !== undefined && !isOriginOf(origin, host)) {
      return `${name} does not accept requests from pages of other origins`
    }
    const isRead = c.req.method === "GET" || c.req.method === "HEAD"
    if (originRequired && !isRead && origin === undefined) {
      return `${name} accepts only forms with an Origin header`
    }
    const site = c.req.header("sec-fetch-site") ?? "none"
    const isLink = c.req.method === "GET" && c.req.header("sec-fetch-mode") === "navigate"
    return site !== "none" && site !== "same-origin" && !isLink
      ? `${name} does not accept requests from pages of other sites`
      : undefined
  }

  return async (c, next) => {
    const problem = problemOf(c)
    if (problem === undefined) await next()
    else c.res = refuse(c, problem)
    for (const [header, value] of Object.entries(closedHeaders)) {
      if (!c.res.headers.has(header)) c.header(header, value)
    }
  }
}
