import { createHash, timingSafeEqual } from "node:crypto"
import { isLoopbackAddress } from "@faxingcenter/hono-server/internal"
import { errorAnswer } from "../control/api/MockError.js"

/** Whether a connection comes from this machine; a request in process has none, and comes from it too. */
export const isLocal = (address: string | undefined): boolean =>
  address === undefined || isLoopbackAddress(address)

const sha256 = (text: string) => createHash("sha256").update(text).digest()

const isKey = (given: string | undefined, key: string): boolean =>
  given !== undefined && timingSafeEqual(sha256(given), sha256(key))

const cookie = "fax_mock_key"

const cookieOf = (request: Request): string | undefined =>
  new RegExp(`(?:^|; *)${cookie}=([^;]*)`).exec(request.headers.get("cookie") ?? "")?.[1]

const bearerOf = (request: Request): string | undefined =>
  /^bearer +(\S+) *$/i.exec(request.headers.get("authorization") ?? "")?.[1]

/**
 * What is answered to somebody from another machine instead of the inbox or the control API; nothing when they have
 * the key: as `Authorization: Bearer KEY`, or in a browser once as `?key=KEY`, which a cookie then remembers.
 */
export const admit = (request: Request, key: string): Response | undefined => {
  if (isKey(bearerOf(request), key) || isKey(cookieOf(request), key)) return undefined
  const url = new URL(request.url)
  if (isKey(url.searchParams.get("key") ?? undefined, key)) {
    url.searchParams.delete("key")
    return new Response(null, {
      status: 303,
      headers: {
        location: url.pathname + url.search,
        "set-cookie": `${cookie}=${key}; Path=/; HttpOnly; SameSite=Strict`,
        "cache-control": "no-store",
        "referrer-policy": "no-referrer"
      }
    })
  }
  const detail =
    "From another machine, the inbox and the control API need the mock's key: ?key=KEY in a browser, Authorization: Bearer KEY elsewhere"
  return errorAnswer("forbidden", detail)
}
