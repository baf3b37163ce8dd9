import type { IncomingMessage } from "node:http"
import { BlockList, isIP } from "node:net"
import { setClientAddress } from "../request/incomingBody.js"
import type { OuterPlace } from "../request/outerPlace.js"
import { clientAddress } from "./clientAddress.js"

/** Where a server stands behind a proxy. */
export interface ProxyOptions {
  /**
   * The path in front of every address, such as `/fax`, where a proxy serves this under a path of its own. It may leave
   * the path in the requests that it passes on, or take it off.
   */
  readonly basePath?: string | undefined
  /**
   * Addresses and networks (`10.0.0.1`, `10.1.0.0/16`) of proxies whose `X-Forwarded-Prefix`, `X-Forwarded-Proto` and
   * `X-Forwarded-For` are believed. Default: none.
   */
  readonly trustedProxies?: ReadonlyArray<string> | undefined
}

/** Characters that stand for themselves in a path, and in markup. */
const basePath = /^(\/[\w.~-]+)+$/

/** A base path without a slash at its end; `undefined` when it is none. `/` is no path at all. */
const parseBasePath = (text: string): string | undefined => {
  const path = text.replace(/\/+$/, "")
  const isPlain = basePath.test(path) && !path.split("/").some((part) => /^\.+$/.test(part))
  return path === "" || isPlain ? path : undefined
}

const familyOf = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4")

const listOf = (networks: ReadonlyArray<string>): BlockList => {
  const list = new BlockList()
  for (const network of networks) {
    const [address = "", bits] = network.split("/")
    if (bits === undefined) list.addAddress(address, familyOf(address))
    else list.addSubnet(address, Number(bits), familyOf(address))
  }
  return list
}

/** The first of the values that proxies have put into a header, one after the other. */
const first = (header: string | ReadonlyArray<string> | undefined): string =>
  (typeof header === "string" ? header : (header?.[0] ?? "")).split(",")[0]?.trim() ?? ""

const isNetwork = (text: string): boolean => {
  const [address = "", bits = "0", ...more] = text.split("/")
  const addressBits = isIP(address) === 6 ? 128 : 32
  return (
    isIP(address) !== 0 &&
    /^\d{1,3}$/.test(bits) &&
    Number(bits) <= addressBits &&
    more.length === 0
  )
}

/** What is wrong with the proxy options, or `undefined`. */
export const proxyProblem = ({
  basePath: path = "",
  trustedProxies = []
}: ProxyOptions): string | undefined => {
  if (parseBasePath(path) === undefined) return `basePath ${path} is not a path such as /fax`
  const wrong = trustedProxies.find((network) => !isNetwork(network))
  return wrong === undefined
    ? undefined
    : `${wrong} is not the address or network of a proxy, such as 127.0.0.1 or 10.1.0.0/16`
}

/**
 * Finds where a request was sent to, and takes the path of the proxy off its own; nothing where there is no proxy.
 * Throws when a path or a network makes no sense.
 */
export const behindProxy = (options: ProxyOptions) => {
  const { basePath: given = "", trustedProxies = [] } = options
  const problem = proxyProblem(options)
  if (problem !== undefined) throw new Error(problem)
  const own = parseBasePath(given) ?? ""
  if (own === "" && trustedProxies.length === 0) return undefined
  const trusted = listOf(trustedProxies)
  const isTrusted = (address: string) =>
    isIP(address) !== 0 && trusted.check(address, familyOf(address))
  return (request: IncomingMessage): OuterPlace => {
    const { headers, socket, url = "/" } = request
    const peer = socket.remoteAddress ?? ""
    const believed = isTrusted(peer)
    if (believed) {
      const listed = [headers["x-forwarded-for"] ?? ""].flat().join(",")
      setClientAddress(request, clientAddress(peer, listed, isTrusted))
    }
    const said = believed ? parseBasePath(first(headers["x-forwarded-prefix"])) : undefined
    const path = said || own
    if (path !== "" && url.startsWith(path)) {
      const rest = url.slice(path.length)
      if (rest === "" || rest.startsWith("?")) request.url = `/${rest}`
      else if (rest.startsWith("/")) request.url = rest
    }
    return { path, isSecure: believed && first(headers["x-forwarded-proto"]) === "https" }
  }
}
