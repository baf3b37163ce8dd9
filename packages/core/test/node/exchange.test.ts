import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { exchange } from "../../src/node/exchange.js"

type Listener = (...values: ReadonlyArray<never>) => void

const emitter = () => {
  const listeners = new Map<string, Listener>()
  const on = (event: string, listener: Listener) => listeners.set(event, listener)
  return {
    on,
    once: on,
    off: (event: string) => listeners.delete(event),
    emit: (event: string, ...values: ReadonlyArray<unknown>) => {
      const listener = listeners.get(event)
      if (listener !== undefined) Reflect.apply(listener, undefined, values)
    }
  }
}

/** The far side answers and closes the connection after the first chunk: writing before the answer was read fails. */
const refused = () => {
  const answer = { ...emitter(), statusCode: 402, headers: {}, complete: true, destroy: () => {} }
  const request = {
    ...emitter(),
    written: 0,
    write: () => {
      request.written++
      if (request.written > 1) request.emit("error", new Error("EPIPE"))
      else {
        setImmediate(() => {
          request.emit("response", answer)
          answer.emit("end")
        })
      }
      return true
    },
    end: () => {},
    destroy: () => {}
  }
  return request
}

it.live("reads an answer that arrived before it writes on, however busy the thread was", () =>
  Effect.gen(function* () {
    const request = refused()
    const body = Stream.rechunk(Stream.range(1, 9), 1).pipe(Stream.map(() => new Uint8Array(9)))
    const { status } = yield* exchange(request, body, (result) => result)
    expect([status, request.written]).toEqual([402, 1])
  })
)
