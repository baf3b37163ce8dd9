import { environment } from "./builtins.js"

type Variables = Readonly<Record<string, string | undefined>>

/** Programs differ on which spelling goes first; curl and most of them take the lower one. */
const variable = (variables: Variables, name: string): string => {
  const value = variables[name] ?? variables[name.toUpperCase()] ?? ""
  return value.trim()
}

/** Addresses of this very machine never go through a proxy, as in Go and in browsers. */
const isLoopback = (host: string): boolean =>
  host === "localhost" ||
  host.endsWith(".localhost") ||
  host === "[::1]" ||
  /^127\.\d+\.\d+\.\d+$/.test(host)

/** A host as `URL` writes it: addresses in their shortest form, IPv6 in brackets; names without the dot of the root. */
const hostNameOf = (text: string): string => {
  const host = text.split(":").length > 2 && !text.startsWith("[") ? `[${text}]` : text
  const address = `http://${host}`
  return (URL.canParse(address) ? new URL(address).hostname : host).replace(/\.$/, "")
}

const isAddress = (host: string): boolean => host.startsWith("[") || /^[\d.]+$/.test(host)

const isExempt = (url: URL, noProxy: string): boolean => {
  const host = hostNameOf(url.hostname.toLowerCase())
  if (isLoopback(host)) return true
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === "*") return true
      const [, written = "", only] = /^(\[.*\]|[^:]*|.*)(?::(\d+))?$/.exec(entry) ?? []
      if (written === "" || (only !== undefined && only !== port)) return false
      const suffix = hostNameOf(written.replace(/^\*?\./, ""))
      return host === suffix || (!isAddress(host) && host.endsWith(`.${suffix}`))
    })
}

/**
 * The proxy that requests to an address go through, by `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and
 * `NO_PROXY` (in either case), or `undefined`. Throws when the variable holds no address of a proxy.
 *
 * @example
 * ```ts
 * import { proxyOf } from "@faxingcenter/core/node"
 *
 * const proxy = proxyOf(new URL("https://api.faxingcenter.com"))
 * console.log(proxy === undefined ? "no proxy" : `through ${proxy.host}`)
 * ```
 */
export const proxyOf = (url: URL, variables: Variables = environment()): URL | undefined => {
  const name = url.protocol === "https:" ? "https_proxy" : "http_proxy"
  const given = variable(variables, name) || variable(variables, "all_proxy")
  if (given === "" || isExempt(url, variable(variables, "no_proxy"))) return undefined
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(given) ? given : `http://${given}`
  const proxy = URL.canParse(address) ? new URL(address) : undefined
  if (proxy === undefined || !/^https?:$/.test(proxy.protocol)) {
    throw new Error(`${name.toUpperCase()} is not the address of an HTTP proxy (http://HOST:PORT)`)
  }
  return proxy
}
