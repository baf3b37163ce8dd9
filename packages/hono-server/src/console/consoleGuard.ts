import type { Context, MiddlewareHandler } from "hono"

/** Names that only this machine can mean. */
const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || /^127(\.\d{1,3}){3}$/.test(hostname) || hostname === "[::1]"

const hostnameOf = (host: string): string => host.replace(/:\d*$/, "").toLowerCase()

const refuse = (c: Context, detail: string) => c.text(`${detail}\n`, 403)

/**
 * Lets a browser use the console at this machine's own names and at `hosts`, from the console's own pages and
 * by following a link: a foreign `Host` may be DNS rebinding, a foreign `Origin` is another site's page.
 */
export const consoleGuard = (hosts: ReadonlyArray<string>): MiddlewareHandler => {
  const allowed = new Set(hosts.map((host) => host.toLowerCase()))
  return async (c, next) => {
    const host = c.req.header("host") ?? new URL(c.req.url).host
    const hostname = hostnameOf(host)
    if (!isLoopback(hostname) && !allowed.has(hostname)) {
      return refuse(c, `The console does not answer to the host ${hostname.slice(0, 100)}`)
    }
    const origin = c.req.header("origin")
    if (origin !== undefined && !isOriginOf(origin, host)) {
      return refuse(c, "The console does not answer to pages of other origins")
    }
    const isRead = c.req.method === "GET" || c.req.method === "HEAD"
    if (!isRead && origin === undefined) {
      return refuse(c, "A form of the console names its origin")
    }
    const site = c.req.header("sec-fetch-site") ?? "none"
    const isLink = c.req.method === "GET" && c.req.header("sec-fetch-mode") === "navigate"
    if (site !== "none" && site !== "same-origin" && !isLink) {
      return refuse(c, "The console does not answer to pages of other sites")
    }
    await next()
    const set = (name: string, value: string) => {
      if (!c.res.headers.has(name)) c.header(name, value)
    }
    set("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
    set("x-content-type-options", "nosniff")
    set("x-frame-options", "DENY")
    // Without a referrer, browsers give the console's own forms an opaque Origin.
    set("referrer-policy", "same-origin")
    set("cross-origin-resource-policy", "same-origin")
    set("cross-origin-opener-policy", "same-origin")
    set("cache-control", "no-store")
    return undefined
  }
}

const isOriginOf = (origin: string, host: string): boolean => {
  try {
    return new URL(origin).host.toLowerCase() === host.toLowerCase()
  } catch {
    return false
  }
}
