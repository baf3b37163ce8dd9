import type { Mangling, Reset, ScenarioInput } from "./Scenario.js"

type When = NonNullable<ScenarioInput["when"]>
type Effects = ScenarioInput["do"]

const fault = (name: string, effects: Effects, when: When = {}): ScenarioInput => ({
  name,
  when,
  do: effects
})

const html = (status: number, title: string) =>
  `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`

const titles: Record<number, string> = {
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Temporarily Unavailable",
  504: "Gateway Time-out"
}

/**
 * Common failures of real services, as scenarios. Each takes the `when` that says for which requests.
 *
 * @example
 * ```ts
 * import { createMockServer, faults } from "@faxingcenter/mock-server"
 *
 * const mock = createMockServer({
 *   scenarios: [
 *     // The first send is accepted, and its answer lost.
 *     faults.reset("after_acceptance", { operation: "send", nth: 1 }),
 *     faults.rateLimited(2, { operation: "status" })
 *   ]
 * })
 * ```
 */
export const faults = {
  /** 429, to be tried again after so many seconds. */
  rateLimited: (retryAfterSeconds: number, when?: When) =>
    fault(
      "rate limited",
      {
        answer: {
          status: 429,
          headers: {
            "content-type": "application/problem+json",
            "retry-after": String(retryAfterSeconds)
          },
          body: {
            code: 429,
            culprit: "",
            type: "http://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html",
            title: "Too Many Requests",
            status: 429,
            detail: "Too many requests"
          }
        }
      },
      when
    ),
  /** The HTML page of a proxy in front of the service. */
  proxyError: (status: 500 | 502 | 503 | 504, when?: When) =>
    fault(
      `proxy error ${status}`,
      {
        answer: {
          status,
          headers: { "content-type": "text/html" },
          body: html(status, titles[status] ?? "")
        }
      },
      when
    ),
  /** The connection is reset; `after_acceptance` is the one that sends faxes twice. */
  reset: (where: Reset, when?: When) =>
    fault(`reset ${where.replace("_", " ")}`, { reset: where }, when),
  /** The answer arrives, but not as it was given. */
  mangled: (how: Mangling, when?: When) =>
    fault(`answer ${how.replace("_", " ")}`, { mangle: how }, when),
  /** The answer comes so many bytes at a time. */
  slow: (bytes: number, every: string | number, when?: When) =>
    fault("slow answer", { slow: { bytes, every } }, when),
  /** Every token is refused from this request on. */
  tokenExpired: (when?: When) => fault("token expired", { expireTokens: true }, when),
  /** Faxes come in or vanish while pages are read. */
  shiftingPager: (by: number, when?: When) =>
    fault("shifting pager", { shiftPager: by }, { operation: "search", ...when }),
  /** A wait before each request is looked at. */
  latency: (delay: NonNullable<Effects["delay"]>, when?: When) => fault("latency", { delay }, when)
}
