import type { HonoRequest } from "hono"

/** A body that is read where it arrives, without the copies and promises of a web stream in between. */
export interface IncomingBody {
  /** The reading may stop before the end: the connection is then still there to be answered on. */
  readonly iterator: (options: { readonly destroyOnReturn: boolean }) => AsyncIterator<unknown>
  readonly on: (
    event: "data" | "end" | "error" | "close",
    listener: (chunk: unknown) => void
  ) => unknown
}

const known = new WeakMap<Request, IncomingBody>()

/** Tells where the body of a request arrives, if the server knows. */
export const setIncomingBody = (request: Request, body: IncomingBody) => {
  known.set(request, body)
}

const chunks = async function* (body: IncomingBody): AsyncGenerator<Uint8Array> {
  const iterator = body.iterator({ destroyOnReturn: false })
  try {
    for (;;) {
      const { done, value } = await iterator.next()
      if (done === true) return
      if (value instanceof Uint8Array) yield value
    }
  } finally {
    await iterator.return?.()
  }
}

/** The chunks of a body, read as directly as its server allows. */
export const chunksOf = (request: Request): AsyncIterator<Uint8Array> | undefined => {
  const incoming = known.get(request)
  if (incoming !== undefined) return chunks(incoming)
  return request.body?.values()
}

/** Reads a whole body, and gives its chunks to `done`: `undefined` if it broke off. */
export const readWhole = (
  request: HonoRequest,
  done: (chunks: ReadonlyArray<Uint8Array> | undefined) => void
): void => {
  const incoming = request.raw.bodyUsed ? undefined : known.get(request.raw)
  if (incoming === undefined) {
    request.arrayBuffer().then(
      (bytes) => done([new Uint8Array(bytes)]),
      () => done(undefined)
    )
    return
  }
  const whole: Array<Uint8Array> = []
  incoming.on("data", (chunk) => {
    if (chunk instanceof Uint8Array) whole.push(chunk)
  })
  incoming.on("end", () => done(whole))
  incoming.on("error", () => done(undefined))
  incoming.on("close", () => done(undefined))
}
