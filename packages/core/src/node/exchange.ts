import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import { joinBytes } from "../model/joinBytes.js"
import { AnswerLimit } from "./AnswerLimit.js"
import { afterReading, type ClientRequest, type IncomingMessage } from "./builtins.js"

/** An answer, with as much of its body as was read. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
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
const answerTo = (request: ClientRequest, maxBytes: number): Effect.Effect<RawAnswer, Error> =>
  Effect.async((resume) => {
    let isAnswered = false
    request.on("error", (error: Error) => {
      if (!isAnswered) resume(Effect.fail(error))
    })
    request.on("response", (response: IncomingMessage) => {
      isAnswered = true
      const chunks: Array<Uint8Array> = []
      let read = 0
      const status = response.statusCode ?? 0
      const answer = () =>
        resume(Effect.succeed({ status, headers: headersOf(response), body: joinBytes(chunks) }))
      response.on("data", (chunk: Uint8Array) => {
        chunks.push(chunk.subarray(0, maxBytes - read))
        read += chunk.length
        if (read < maxBytes) return
        answer()
        response.destroy()
      })
      response.on("end", answer)
      response.on("error", (error: Error) =>
        status >= 400 ? answer() : resume(Effect.fail(error))
      )
    })
  })

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

/** Sends a request and reads its answer; writing ends when the answer is there. */
export const exchange = <E>(
  request: ClientRequest,
  body: Uint8Array | Stream.Stream<Uint8Array, E> | undefined
): Effect.Effect<RawAnswer, Error | E> =>
  Effect.flatMap(AnswerLimit, (maxBytes) => {
    const answer = answerTo(request, maxBytes)
    let isWhole = true
    const sending =
      body === undefined || body instanceof Uint8Array
        ? Effect.zipRight(
            Effect.sync(() => request.end(body)),
            answer
          )
        : Effect.suspend(() => {
            isWhole = false
            const written = Effect.tap(writeAll(request, body), () => {
              isWhole = true
            })
            return Effect.raceFirst(answer, Effect.zipRight(written, Effect.never))
          })
    return Effect.onExit(sending, (exit) =>
      Effect.sync(() => {
        if (!isWhole || Exit.isFailure(exit)) request.destroy()
      })
    )
  })
