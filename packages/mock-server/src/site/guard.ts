import type { MiddlewareHandler } from "hono"
import { Forbidden } from "../control/api/MockApi.js"

/** Whether only this machine can mean it: a name that resolves elsewhere may be somebody's trick. */
const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" ||
  hostname.endsWith(".localhost") ||
  /^127(\.\d{1,3}){3}$/.test(hostname) ||
  hostname === "[::1]"

const hostnameOf = (host: string): string => host.replace(/:\d*$/, "").toLowerCase()

/**
 * Refuses what a page of another site makes a browser ask: a foreign `Host` (DNS rebinding), a
 * foreign `Origin`, and cross-site requests other than following a link.
 */
export const guard = (allowedHosts: ReadonlyArray<string>): MiddlewareHandler => {
  const allowed = new Set(allowedHosts.map((host) => host.toLowerCase()))
  return async (c, next) => {
    const host = c.req.header("host") ?? new URL(c.req.url).host
    const hostname = hostnameOf(host)
    const refuse = (detail: string) => c.json({ ...new Forbidden({ detail }) }, 403)
    if (!isLoopback(hostname) && !allowed.has(hostname)) {
      return refuse(`This mock does not answer to the host ${hostname.slice(0, 100)}`)
    }
    const origin = c.req.header("origin")
    if (origin !== undefined && !isOriginOf(origin, host)) {
      return refuse("This mock does not answer to pages of other origins")
    }
    const site = c.req.header("sec-fetch-site") ?? "none"
    const isLink = c.req.method === "GET" && c.req.header("sec-fetch-mode") === "navigate"
    if (site !== "none" && site !== "same-origin" && !isLink) {
      return refuse("This mock does not answer to pages of other sites")
    }
    return next()
  }
}

const isOriginOf = (origin: string, host: string): boolean => {
  try {
    return new URL(origin).host.toLowerCase() === host.toLowerCase()
  } catch {
    return false
  }
}

/** Headers of everything that is not the API: nothing of it is kept, framed, sniffed or embedded. */
export const closedHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  const set = (name: string, value: string) => {
    if (!c.res.headers.has(name)) c.header(name, value)
  }
  set("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
  set("x-content-type-options", "nosniff")
  set("x-frame-options", "DENY")
  // Without a referrer, browsers give the forms of the inbox itself an opaque Origin.
  set("referrer-policy", "same-origin")
  set("cross-origin-resource-policy", "same-origin")
  set("cross-origin-opener-policy", "same-origin")
  set("cache-control", "no-store")
}
