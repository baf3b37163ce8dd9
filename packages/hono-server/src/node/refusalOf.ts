import type { IncomingMessage } from "node:http"

/** The values of `Host`, every line of it: Node itself keeps the first and drops the others. */
const hostsOf = ({ rawHeaders }: IncomingMessage): ReadonlyArray<string> =>
  rawHeaders.filter(
    (_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === "host"
  )

/**
 * Why a request must be refused before any app sees it, or nothing. RFC 9112 section 3.2: HTTP/1.1 has one `Host`
 * exactly, whose value a proxy in front and the app behind then read alike.
 */
export const refusalOf = (request: IncomingMessage): string | undefined => {
  const hosts = hostsOf(request)
  if (hosts.length > 1) return "The request has more than one Host header; send one"
  if (request.httpVersion === "1.1" && !hosts[0]) return "The request has no Host header; send one"
  return undefined
}
