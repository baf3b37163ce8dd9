import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import { joinBytes } from "../model/joinBytes.js"
import { AnswerLimit } from "./AnswerLimit.js"
import { afterReading, type ClientRequest, type IncomingMessage } from "./builtins.js"
import type { RawAnswer, RawBody } from "./Direct.js"

/** An answer whose headers are copied when somebody asks for them: of most, nobody does. */
class ReadAnswer implements RawAnswer {
  constructor(
    private readonly response: IncomingMessage,
    readonly status: number,
    readonly body: Uint8Array
  ) {}
  get headers(): Readonly<Record<string, string>> {
    return headersOf(this.response)
  }
}

const headersOf = ({ headers }: IncomingMessage): Readonly<Record<string, string>> => {
  const all: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    if (value !== undefined) all[name] = typeof value === "string" ? value : value.join(", ")
  }
  return all
}

/**
 * What a request is answered with, however early: a server that refuses a large body says so while it is
 * written, and then closes the connection. A refusal that breaks off counts as far as it came.
 */
const onAnswer = (
  request: ClientRequest,
  maxBytes: number,
  done: (result: RawAnswer | Error) => void
): void => {
  let isAnswered = false
  request.on("error", (error: Error) => {
    if (!isAnswered) done(error)
  })
  // Without an answer and without an error, as Node leaves it when a server changes to another protocol.
  request.on("close", () => {
    if (!isAnswered) done(new Error("the connection was closed without an answer"))
  })
  request.on("response", (response: IncomingMessage) => {
    isAnswered = true
    const chunks: Array<Uint8Array> = []
    let read = 0
    const status = response.statusCode ?? 0
    const answer = () => done(new ReadAnswer(response, status, joinBytes(chunks)))
    response.on("data", (chunk: Uint8Array) => {
      chunks.push(chunk.subarray(0, maxBytes - read))
      read += chunk.length
      if (read < maxBytes) return
      answer()
      response.destroy()
    })
    response.on("end", answer)
    response.on("error", (error: Error) => (status >= 400 ? answer() : done(error)))
  })
}

/**
 * Writes pieces, each when the last has left and what has arrived meanwhile was read: encoding a body keeps the thread
 * busy, a server may have answered and closed the connection, and a write that fails then discards the answer.
 */
const writePieces = (
  request: ClientRequest,
  pieces: Iterable<Uint8Array>,
  isOver: () => boolean,
  onWritten: () => void
): void => {
  const left = pieces[Symbol.iterator]()
  const next = () => {
    try {
      const { done, value } = left.next()
      afterReading(() => {
        if (isOver()) return
        if (done === true) {
          onWritten()
          request.end()
        } else {
          request.write(value, (error) => {
            if (error == null && !isOver()) next()
          })
        }
      })
    } catch (cause) {
      request.destroy(new Error("the body broke off", { cause }))
    }
  }
  next()
}

/** Sends a request whose body is in memory; the function that it returns ends it unanswered. */
export const exchangeBytes = (
  request: ClientRequest,
  body: RawBody | undefined,
  maxBytes: number,
  done: (result: RawAnswer | Error) => void
): (() => void) => {
  let isOver = false
  let isWhole = true
  onAnswer(request, maxBytes, (result) => {
    if (isOver) return
    isOver = true
    if (!isWhole || result instanceof Error) request.destroy()
    done(result)
  })
  if (typeof body === "string") request.end(body, "latin1")
  else if (body === undefined || body instanceof Uint8Array) request.end(body)
  else {
    isWhole = false
    writePieces(
      request,
      body,
      () => isOver,
      () => {
        isWhole = true
      }
    )
  }
  return () => {
    isOver = true
    request.destroy()
  }
}

const drained = (request: ClientRequest): Effect.Effect<void> =>
  Effect.async((resume) => {
    const go = () => {
      request.off("drain", go)
      request.off("close", go)
      resume(Effect.void)
    }
    request.on("drain", go)
    request.on("close", go)
  })

/**
 * Until what has arrived is read. Encoding a body keeps the thread busy: a server may have answered and closed the
 * connection meanwhile, and a write that fails then discards the answer.
 */
const arrivalsRead: Effect.Effect<void> = Effect.async((resume) =>
  afterReading(() => resume(Effect.void))
)

const writeAll = <E>(
  request: ClientRequest,
  body: Stream.Stream<Uint8Array, E>
): Effect.Effect<void, E> =>
  Stream.runForEachChunk(body, (chunks) =>
    Effect.forEach(
      chunks,
      (chunk) =>
        Effect.flatMap(arrivalsRead, () => (request.write(chunk) ? Effect.void : drained(request))),
      { discard: true }
    )
  ).pipe(Effect.zipRight(Effect.sync(() => request.end())))

/** What comes of a call, as whoever carries it sees it: a proxy may be at fault. */
type See = (result: RawAnswer | Error) => RawAnswer | Error

const resumeWith =
  (resume: (result: Effect.Effect<RawAnswer, Error>) => void, see: See) =>
  (result: RawAnswer | Error) => {
    const seen = see(result)
    resume(seen instanceof Error ? Effect.fail(seen) : Effect.succeed(seen))
  }

const streamed = <E>(
  request: ClientRequest,
  body: Stream.Stream<Uint8Array, E>,
  maxBytes: number,
  see: See
): Effect.Effect<RawAnswer, Error | E> => {
  let isWhole = false
  const answer = Effect.async<RawAnswer, Error>((resume) =>
    onAnswer(request, maxBytes, resumeWith(resume, see))
  )
  const written = Effect.tap(writeAll(request, body), () => {
    isWhole = true
  })
  return Effect.onExit(Effect.raceFirst(answer, Effect.zipRight(written, Effect.never)), (exit) =>
    Effect.sync(() => {
      if (!isWhole || Exit.isFailure(exit)) request.destroy()
    })
  )
}

/** Sends a request and reads its answer; writing ends when the answer is there. */
export const exchange = <E>(
  request: ClientRequest,
  body: Uint8Array | Stream.Stream<Uint8Array, E> | undefined,
  see: See
): Effect.Effect<RawAnswer, Error | E> =>
  Effect.flatMap(AnswerLimit, (maxBytes) =>
    body === undefined || body instanceof Uint8Array
      ? Effect.async((resume) =>
          Effect.sync(exchangeBytes(request, body, maxBytes, resumeWith(resume, see)))
        )
      : streamed(request, body, maxBytes, see)
  )
