import {
  type Agent,
  type Http,
  httpModule,
  type IncomingMessage,
  type RequestOptions,
  type Socket,
  tlsModule
} from "./builtins.js"
import { ProxyFailed } from "./ProxyFailed.js"
import { proxyOf } from "./proxyOf.js"

/** How requests to one origin are made. */
export interface Route {
  readonly http: Http
  /** What answers in the place of the origin, and not merely carries a tunnel to it. */
  readonly proxy?: URL
  readonly optionsOf: (path: string, method: string, headers: Headers) => RequestOptions
}

/** Shorter than Node's servers keep a connection: one that is about to be closed there is not used again. */
const idleMillis = 4_000

const portOf = (url: URL): string => url.port || (url.protocol === "https:" ? "443" : "80")

/** `URL` keeps the brackets of an IPv6 address, sockets want none. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "")

const moduleOf = (url: URL): Http =>
  httpModule(url.protocol === "https:" ? "node:https" : "node:http")

type Headers = Readonly<Record<string, string>>

/**
 * Node writes a list of headers at once, and others one after the other into a table first. A list has to have all that it
 * needs: with no length of the body in it, Node would send any body in chunks.
 */
const listed = (host: string, headers: Headers): Headers | ReadonlyArray<string> => {
  if (headers["content-length"] === undefined) return headers
  const list = headers.host === undefined ? ["host", host] : []
  for (const name in headers) list.push(name, headers[name] ?? "")
  return list
}

const authorizationOf = (proxy: URL): Headers =>
  proxy.username === ""
    ? {}
    : {
        "proxy-authorization": `Basic ${btoa(
          `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
        )}`
      }

/** An agent for `https:` whose connections go through the `CONNECT` of a proxy (RFC 9110, 9.3.6). */
const tunnelling = (proxy: URL, target: URL, agent: Agent): Agent => {
  agent.createConnection = (options, done) => {
    const path = `${target.hostname}:${portOf(target)}`
    const connect = moduleOf(proxy).request({
      host: hostOf(proxy),
      port: portOf(proxy),
      method: "CONNECT",
      path,
      headers: { host: path, ...authorizationOf(proxy) }
    })
    connect.once("error", (error: Error) => done(ProxyFailed.broken(proxy, error)))
    connect.once("connect", ({ statusCode }: IncomingMessage, socket: Socket) => {
      if (statusCode === 200) {
        // The agent has named the server for TLS, where it has a name.
        done(null, tlsModule().connect({ ...options, socket }))
      } else {
        socket.destroy()
        done(ProxyFailed.refused(proxy, statusCode))
      }
    })
    connect.end()
    return undefined
  }
  return agent
}

/** How requests to the origin of an address are made from here: directly, or through a proxy. */
export const routeOf = (origin: URL, keepAlive: boolean): Route => {
  const proxy = proxyOf(origin)
  const options = { keepAlive, timeout: idleMillis }
  if (proxy !== undefined && origin.protocol === "http:") {
    const http = moduleOf(proxy)
    const agent = new http.Agent(options)
    return {
      http,
      proxy,
      optionsOf: (path, method, headers) => ({
        host: hostOf(proxy),
        port: portOf(proxy),
        path: `${origin.origin}${path}`,
        method,
        headers: listed(origin.host, {
          host: origin.host,
          ...headers,
          ...authorizationOf(proxy)
        }),
        agent
      })
    }
  }
  const http = moduleOf(origin)
  const own = new http.Agent(options)
  const agent = proxy === undefined ? own : tunnelling(proxy, origin, own)
  const host = hostOf(origin)
  const port = portOf(origin)
  return {
    http,
    optionsOf: (path, method, headers) => ({
      host,
      port,
      path,
      method,
      headers: listed(origin.host, headers),
      agent
    })
  }
}
