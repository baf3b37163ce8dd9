import type { IncomingMessage } from "node:http"

/** How many lines of `Host` there are: Node itself keeps the first and drops the others. */
const countHosts = ({ rawHeaders }: IncomingMessage): number => {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length === 4 && name.toLowerCase() === "host") count += 1
  }
  return count
}

/**
 * Why a request must be refused before any app sees it, or nothing. RFC 9112 section 3.2: HTTP/1.1 has one `Host`
 * exactly, whose value a proxy in front and the app behind then read alike.
 */
export const refusalOf = (request: IncomingMessage): string | undefined => {
  if (countHosts(request) > 1) return "The request has more than one Host header; send one"
  if (request.httpVersion === "1.1" && !request.headers.host) {
    return "The request has no Host header; send one"
  }
  return undefined
}
