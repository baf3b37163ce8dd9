import { sessionLifetime } from "@faxingcenter/gateway/manage"
import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import type { Context } from "hono"
import { deleteCookie, getCookie, setCookie } from "hono/cookie"
import { base } from "./consoleSite.js"

const name = "fax_console"

/** Secure wherever the browser came by HTTPS; a proxy says so in `X-Forwarded-Proto`. */
const isSecure = (c: Context): boolean =>
  new URL(c.req.url).protocol === "https:" || c.req.header("x-forwarded-proto") === "https"

/** The token of a session, if the browser has one. */
export const tokenOf = (c: Context): Redacted.Redacted | undefined => {
  const token = getCookie(c, name)
  return token === undefined || token === "" ? undefined : Redacted.make(token)
}

export const giveToken = (c: Context, token: Redacted.Redacted): void =>
  setCookie(c, name, Redacted.value(token), {
    path: base,
    httpOnly: true,
    sameSite: "Strict",
    secure: isSecure(c),
    maxAge: Duration.toSeconds(sessionLifetime)
  })

export const takeToken = (c: Context): void => {
  deleteCookie(c, name, { path: base, secure: isSecure(c) })
}
