import type { DirectRequest, RouteRequest } from "./RouteRequest.js"
import { turns } from "./turns.js"

type Event = "data" | "end" | "error" | "close"

/** A body that is read where it arrives, without the copies and promises of a web stream in between. */
export interface IncomingBody {
  readonly socket?: { readonly remoteAddress?: string | undefined }
  readonly on: (event: Event, listener: (chunk: unknown) => void) => unknown
  readonly off: (event: Event, listener: (chunk: unknown) => void) => unknown
  readonly pause: () => unknown
  readonly resume: () => unknown
}

const known = new WeakMap<Request, IncomingBody>()

/** Tells where the body of a request arrives, if the server knows. */
export const setIncomingBody = (request: Request, body: IncomingBody) => {
  known.set(request, body)
}

/** What becomes of a body that is read. */
export interface BodyListener {
  /** It may be long, so it is read in turn with others; told when a chunk has to wait for that. */
  readonly onWait?: () => void
  /** Takes a chunk; the next one comes when what it gives has been resolved. */
  readonly onChunk: (chunk: Uint8Array) => Promise<void> | undefined
  readonly onEnd: () => void
  /** It broke off before its end. */
  readonly onBroken: () => void
}

const listenTo = (body: IncomingBody, { onBroken, onChunk, onEnd, onWait }: BodyListener) => {
  let isStopped = false
  /** While a chunk waits for its turn: what came behind it, which a body that is paused tells all the same. */
  let behind: Array<() => void> | undefined
  const inOrder = (told: () => void) => () => {
    if (behind === undefined) told()
    else behind.push(told)
  }
  const resume = () => {
    if (!isStopped) body.resume()
  }
  const take = (chunk: unknown) => {
    if (!(chunk instanceof Uint8Array)) return
    if (onWait === undefined) return takeNow(chunk)
    const bytes = chunk.length
    if (turns.now({ bytes, run: () => takeNow(chunk) })) return
    onWait()
    body.pause()
    const held: Array<() => void> = []
    behind = held
    const run = () => {
      behind = undefined
      if (isStopped) return
      body.resume()
      takeNow(chunk)
      for (const told of held) told()
    }
    turns.later({ bytes, run })
  }
  const takeNow = (chunk: Uint8Array) => {
    const wait = onChunk(chunk)
    if (wait === undefined) return
    body.pause()
    void wait.then(resume)
  }
  body.on("data", take)
  const end = onWait === undefined ? onEnd : inOrder(onEnd)
  const broken = onWait === undefined ? onBroken : inOrder(onBroken)
  body.on("end", end)
  body.on("error", broken)
  body.on("close", broken)
  return () => {
    isStopped = true
    body.off("data", take)
    body.pause()
  }
}

const pullFrom = (
  request: Exclude<RouteRequest, DirectRequest>,
  { onBroken, onChunk, onEnd }: BodyListener
) => {
  // Asked for once: on Bun, a body counts as used as soon as it has a reader.
  const isUsed = request.raw.bodyUsed
  const chunks = isUsed ? undefined : request.raw.body?.values()
  const pull = async () => {
    // Somebody in front has read it already; Hono remembers it.
    if (isUsed) await onChunk(new Uint8Array(await request.arrayBuffer()))
    for (;;) {
      const next = await chunks?.next()
      if (next === undefined || next.done === true) return
      await onChunk(next.value)
    }
  }
  pull().then(onEnd, onBroken)
  return () => void chunks?.return?.().catch(() => undefined)
}

/**
 * Reads a body as directly as its server allows. Gives what stops that before the end: the connection is
 * then still there to be answered on.
 */
export const readChunks = (request: RouteRequest, listener: BodyListener): (() => void) => {
  if ("incoming" in request) return listenTo(request.incoming, listener)
  const incoming = request.raw.bodyUsed ? undefined : known.get(request.raw)
  return incoming === undefined ? pullFrom(request, listener) : listenTo(incoming, listener)
}

const clients = new WeakMap<IncomingBody, string>()

/** Tells the address that a request comes from, if that is not who has connected: a proxy was believed. */
export const setClientAddress = (body: IncomingBody, address: string): void => {
  clients.set(body, address)
}

/** The address that a request comes from, if the server knows. */
export const remoteAddress = (request: RouteRequest): string | undefined => {
  const body = "incoming" in request ? request.incoming : known.get(request.raw)
  return body === undefined ? undefined : (clients.get(body) ?? body.socket?.remoteAddress)
}
