import { FaxingCenter, type FaxingCenterOptions } from "../../src/promise/index.js"
import { fixture } from "../fixtures.js"

interface Seen {
  readonly url: URL
  readonly authorization: string | null
  readonly idempotencyKey: string | null
  readonly body: string
}

/** What a fetch gives: an answer, or what it throws. */
type Reply = (request: Request) => Response | Promise<Response>

export const json = (text: string, status = 200): Response =>
  new Response(text, { status, headers: { "content-type": "application/json" } })

export const receipt = (): Response => json(fixture("send.2014-04-03.answer"), 201)
export const page = (): Response => json(fixture("status.answer"))
export const statusIs = (code: string) => (): Response =>
  json(fixture("status.answer").replace('"status": "1"', `"status": "${code}"`))

/** Never answers, but gives up when the request is aborted, as every fetch does. */
export const never = (request: Request) =>
  new Promise<Response>((_, reject) => {
    request.signal.addEventListener("abort", () => reject(request.signal.reason))
  })

/** A client whose fetch gives tokens, and one reply after the other; the last again and again. */
export const clientOf = (replies: ReadonlyArray<Reply>, options?: Partial<FaxingCenterOptions>) => {
  const seen: Array<Seen> = []
  const left = [...replies]
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const { headers, url } = request
    if (url.endsWith("/oauth")) {
      const token = `token-${Math.random()}`
      return json(`{"access_token":"${token}","expires_in":3600,"token_type":"Bearer"}`)
    }
    const body = await request.text()
    seen.push({
      url: new URL(url),
      authorization: headers.get("authorization"),
      idempotencyKey: headers.get("idempotency-key"),
      body
    })
    const reply = left.length > 1 ? left.shift() : left[0]
    if (reply === undefined) throw new Error("no reply")
    return reply(request)
  }
  const fax = new FaxingCenter({
    baseUrl: "http://fax.test",
    clientId: "demo",
    clientSecret: "very-secret",
    fetch,
    maxRetries: 0,
    ...options
  })
  return { fax, seen }
}
