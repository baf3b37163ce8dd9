import * as Predicate from "effect/Predicate"

/** What is needed of Node's HTTP and TLS, as its types have it. */
type Listener = (...values: ReadonlyArray<never>) => void

interface Emitter {
  on(event: string, listener: Listener): unknown
  once(event: string, listener: Listener): unknown
  off(event: string, listener: Listener): unknown
}

export interface Socket extends Emitter {
  destroy(): void
}

export interface IncomingMessage extends Emitter {
  readonly statusCode?: number
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly complete: boolean
  destroy(): void
}

export interface ClientRequest extends Emitter {
  write(chunk: Uint8Array, written?: (error?: Error | null) => void): boolean
  end(chunk?: Uint8Array): void
  end(text: string, encoding: "latin1"): void
  destroy(error?: Error): void
}

export interface Agent {
  createConnection?: (
    options: Readonly<Record<string, unknown>>,
    done: (error: Error | null, socket?: Socket) => void
  ) => undefined
  destroy(): void
}

interface AgentOptions {
  readonly keepAlive: boolean
  readonly timeout: number
}

export interface RequestOptions {
  readonly protocol?: string
  readonly host: string
  readonly port: string
  readonly path: string
  readonly method: string
  /** By name, or names and values in turn. */
  readonly headers: Readonly<Record<string, string>> | ReadonlyArray<string>
  readonly agent?: Agent | undefined
}

export interface Http {
  readonly request: (options: RequestOptions) => ClientRequest
  readonly Agent: new (options: AgentOptions) => Agent
}

export interface Tls {
  readonly connect: (options: Readonly<Record<string, unknown>>) => Socket
}

/** The part of the event loop after what has arrived was read: not among the types of every platform. */
declare const setImmediate: (run: () => void) => unknown
export const afterReading = (run: () => void): void => void setImmediate(run)

const process = (): unknown => Reflect.get(globalThis, "process")

/** Whether this is Node itself. Bun and Deno have its modules as well, but a faster `fetch` of their own. */
export const isNode = (): boolean => {
  const it = process()
  if (!Predicate.hasProperty(it, "getBuiltinModule")) return false
  const versions = Predicate.hasProperty(it, "versions") ? it.versions : undefined
  return (
    Predicate.hasProperty(versions, "node") &&
    !Predicate.hasProperty(versions, "bun") &&
    !Predicate.hasProperty(versions, "deno")
  )
}

/**
 * A module of Node, asked for by name when it is needed: nothing here imports it, so a bundle for a
 * browser or a worker needs no substitute.
 */
const builtin = (name: string): unknown => {
  const it = process()
  if (!Predicate.hasProperty(it, "getBuiltinModule")) return undefined
  return Predicate.isFunction(it.getBuiltinModule) ? it.getBuiltinModule(name) : undefined
}

const isHttp = (value: unknown): value is Http =>
  Predicate.hasProperty(value, "request") && Predicate.hasProperty(value, "Agent")
const isTls = (value: unknown): value is Tls => Predicate.hasProperty(value, "connect")

const missing = (name: string) =>
  new Error(`${name} is not available on this platform; use the platform's own HTTP client`)

export const httpModule = (name: "node:http" | "node:https"): Http => {
  const found = builtin(name)
  if (isHttp(found)) return found
  throw missing(name)
}

export const tlsModule = (): Tls => {
  const found = builtin("node:tls")
  if (isTls(found)) return found
  throw missing("node:tls")
}

/** The environment of the process. */
export const environment = (): Readonly<Record<string, string | undefined>> => {
  const it = process()
  const env = Predicate.hasProperty(it, "env") ? it.env : undefined
  const given: Record<string, string | undefined> = {}
  if (!Predicate.isRecord(env)) return given
  for (const name of proxyVariables) {
    const value = env[name]
    if (typeof value === "string") given[name] = value
  }
  return given
}

const proxyVariables = [
  "http_proxy",
  "HTTP_PROXY",
  "https_proxy",
  "HTTPS_PROXY",
  "all_proxy",
  "ALL_PROXY",
  "no_proxy",
  "NO_PROXY"
]
