/** A body that is remembered while somebody else reads it. Nothing of it is read before that. */
export interface Recorded {
  /** To be given to whoever reads the body. */
  readonly request: () => Request
  /** What has been read of it so far, up to the limit. */
  readonly text: () => string
  /** Reads what is left of it. */
  readonly drain: () => Promise<void>
  /** Reads all of it, and gives the request anew. */
  readonly whole: () => Promise<Request>
  /** Leaves it unread. */
  readonly cancel: () => Promise<void>
}

const joined = (chunks: ReadonlyArray<Uint8Array>) => {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** Remembers the body of a request, up to `limit` bytes, as it is read. */
export const recorded = (original: Request, limit: number): Recorded => {
  const chunks: Array<Uint8Array> = []
  let size = 0
  const { body } = original
  const recorder = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      controller.enqueue(chunk)
    }
  })
  const withBody = (stream: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>) =>
    new Request(original.url, {
      method: original.method,
      headers: original.headers,
      signal: original.signal,
      body: stream,
      duplex: "half"
    })

  /** Somewhat more than the limit at most: whoever reads it then refuses it. */
  const readAll = async () => {
    const reader = body?.pipeThrough(recorder).getReader()
    while (reader !== undefined && size <= limit) {
      const { done } = await reader.read()
      if (done) return
    }
  }

  let reading: Promise<void> | undefined
  const drain = () => {
    reading ??= readAll()
    return reading
  }

  return {
    request: () => (body === null ? original : withBody(body.pipeThrough(recorder))),
    text: () => new TextDecoder().decode(joined(chunks)),
    drain,
    whole: async () => {
      if (body === null) return original
      await drain()
      return withBody(size <= limit ? joined(chunks) : new Uint8Array(limit + 1))
    },
    cancel: async () => {
      if (reading === undefined) await body?.cancel()
    }
  }
}
