import { type Context, Hono } from "hono"
import { html } from "hono/html"
import type { JSX } from "hono/jsx/jsx-runtime"
import { script } from "./script.js"
import { icon, styles } from "./styles.js"

const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // The script sets the width of the pages; markup cannot bring styles of its own.
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'"
].join("; ")

/** A page of a site: nothing in it comes from elsewhere, and nothing elsewhere frames it. */
export const sitePage = (
  c: Context,
  page: JSX.Element,
  status: 200 | 400 | 401 | 403 | 404 | 409 | 429 | 503 = 200
): Response | Promise<Response> => {
  c.header("content-security-policy", pagePolicy)
  return c.html(html`<!DOCTYPE html>${page}`, status)
}

const asset = (type: string, text: string) => () =>
  new Response(text, { headers: { "content-type": type, "cache-control": "no-cache" } })

/** The style, the script and the icon that every page of a site names. */
export const siteAssets = (): Hono =>
  new Hono()
    .get("/site.css", asset("text/css; charset=utf-8", styles))
    .get("/site.js", asset("text/javascript; charset=utf-8", script))
    .get("/icon.svg", asset("image/svg+xml", icon))
