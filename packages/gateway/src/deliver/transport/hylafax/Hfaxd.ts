import type * as Socket from "@effect/platform/Socket"
import * as NodeSocket from "@effect/platform-node-shared/NodeSocket"
import { joinBytes } from "@faxingcenter/core/wire"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { type Reply, replyReader } from "./replies.js"

/** Where a HylaFAX server listens, and as whom it is spoken to. */
export interface HfaxdAddress {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password?: Redacted.Redacted | undefined
  /** Lets documents be removed from its spool. */
  readonly adminPassword?: Redacted.Redacted | undefined
}

/**
 * `unreachable`: there was no connection. `refused`: it answered that it will not. `broken`: the
 * connection ended or stood still after a command had been sent, which it may have done. `unsafe`:
 * a value has a line break or another control character, and nothing was sent.
 */
export class HfaxdError extends Data.TaggedError("HfaxdError")<{
  readonly kind: "unreachable" | "refused" | "broken" | "unsafe"
  readonly code?: number
  readonly detail: string
}> {
  override get message() {
    return this.detail
  }
}

/** A connection to hfaxd, the FTP-like server of HylaFAX (its manual page is hfaxd(1M)). */
export interface Hfaxd {
  /** Sends a command; a reply of another code fails. */
  readonly command: (line: string, code: number) => Effect.Effect<Reply, HfaxdError>
  /** Stores a file for the time of the connection, and gives the name that hfaxd has for it. */
  readonly store: (bytes: Uint8Array) => Effect.Effect<string, HfaxdError>
  /** What a command such as `RETR` or `LIST` gives, of a file `from` this byte on. */
  readonly retrieve: (line: string, from?: number) => Effect.Effect<Uint8Array, HfaxdError>
}

/** A server that is silent for so long is gone. `JKILL` waits for a modem to hang up. */
const replyTimeout: Duration.DurationInput = "30 seconds"

const broken = (detail: string) => new HfaxdError({ kind: "broken", detail })

const unreachable = (host: string, port: number) =>
  new HfaxdError({ kind: "unreachable", detail: `${host}:${port} cannot be reached` })

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const control = /[\u0000-\u001f\u007f]/

/** A value in a command. */
export const quoted = (value: string): string => `"${value.replace(/["\\]/g, "\\$&")}"`

const latin1 = new TextDecoder("latin1")

/** Opens a socket; its end, however it comes, is told once. */
const open = (host: string, port: number, onData: (chunk: Uint8Array) => void) =>
  Effect.gen(function* () {
    const socket: Socket.Socket = yield* NodeSocket.makeNet({
      host,
      port,
      noDelay: true,
      openTimeout: "10 seconds"
    })
    const opened = yield* Deferred.make<void, HfaxdError>()
    const ended = yield* Deferred.make<void>()
    yield* socket.run(onData, { onOpen: Effect.asVoid(Deferred.succeed(opened, undefined)) }).pipe(
      Effect.catchAllCause(() => Deferred.fail(opened, unreachable(host, port))),
      Effect.ensuring(Deferred.succeed(ended, undefined)),
      Effect.forkScoped
    )
    yield* Deferred.await(opened)
    return { socket, ended: Deferred.await(ended) }
  }).pipe(Effect.catchTag("SocketError", () => unreachable(host, port)))

/** Connects and logs in; the connection ends with the scope. */
export const connect = (address: HfaxdAddress): Effect.Effect<Hfaxd, HfaxdError, Scope.Scope> =>
  Effect.gen(function* () {
    const { host, port } = address
    const replies = yield* Queue.unbounded<Reply>()
    const read = replyReader((reply) => Queue.unsafeOffer(replies, reply))
    const { ended, socket } = yield* open(host, port, read)
    const write = yield* socket.writer

    const reply = (to: string): Effect.Effect<Reply, HfaxdError> =>
      Queue.take(replies).pipe(
        Effect.raceFirst(
          // What has come before the end is still read.
          Effect.zipRight(
            ended,
            Effect.flatMap(Queue.poll(replies), (left) =>
              left._tag === "Some"
                ? Effect.succeed(left.value)
                : broken(`the connection ended before the answer to ${to}`)
            )
          )
        ),
        Effect.timeoutFail({
          duration: replyTimeout,
          onTimeout: () => broken(`no answer to ${to}`)
        })
      )
    const expect = (to: string, code: number) =>
      Effect.filterOrFail(
        reply(to),
        (given) => given.code === code,
        (given) =>
          new HfaxdError({
            kind: given.code === 421 ? "broken" : "refused",
            code: given.code,
            detail: `${to}: ${given.code} ${given.text}`
          })
      )

    const command = (line: string, code: number) =>
      Effect.gen(function* () {
        const [to = ""] = line.split(" ")
        if (control.test(line)) {
          return yield* new HfaxdError({
            kind: "unsafe",
            detail: `a value of ${to} has a control character`
          })
        }
        yield* Effect.mapError(write(`${line}\r\n`), () => broken(`${to} could not be sent`))
        return yield* expect(to, code)
      })

    const dataConnection = (onData: (chunk: Uint8Array) => void) =>
      Effect.gen(function* () {
        const { text } = yield* command("EPSV", 229)
        const dataPort = Number(/\|\|\|(\d+)\|/.exec(text)?.[1])
        // At the same machine, whatever it says: nobody else is spoken to.
        return yield* open(host, dataPort, onData)
      })

    const login = Effect.gen(function* () {
      yield* expect("the connection", 220)
      const { code } = yield* command(`USER ${address.user}`, 230).pipe(
        Effect.catchIf(
          (error) => error.code === 331,
          () => Effect.succeed({ code: 331 })
        )
      )
      if (code === 331) {
        const password = address.password === undefined ? "" : Redacted.value(address.password)
        yield* command(`PASS ${quoted(password)}`, 230)
      }
      yield* command("TZONE GMT", 200)
    })
    yield* login

    return {
      command,
      store: (bytes) =>
        Effect.gen(function* () {
          yield* command("TYPE I", 200)
          const { socket: data } = yield* dataConnection(() => undefined)
          const { text } = yield* command("STOT", 150)
          yield* Effect.scoped(
            Effect.flatMap(data.writer, (send) => send(bytes)).pipe(
              Effect.mapError(() => broken("the file could not be sent")),
              Effect.timeoutFail({
                duration: "10 minutes",
                onTimeout: () => broken("STOT stalled")
              })
            )
          )
          yield* expect("STOT", 226)
          const name = /FILE: (\S+)/.exec(text)?.[1]
          return name ?? (yield* broken(`STOT returned no name: ${text}`))
        }).pipe(Effect.scoped),
      retrieve: (line, from = 0) =>
        Effect.gen(function* () {
          yield* command("TYPE I", 200)
          const parts: Array<Uint8Array> = []
          const { ended: whole } = yield* dataConnection((part) => void parts.push(part))
          if (from > 0) yield* command(`REST ${from}`, 350)
          yield* command(line, 150)
          yield* expect(line.split(" ")[0] ?? "", 226)
          yield* Effect.timeoutFail(whole, {
            duration: replyTimeout,
            onTimeout: () => broken(`${line} stalled`)
          })
          return joinBytes(parts)
        }).pipe(Effect.scoped)
    }
  })

/** The lines of a text that hfaxd gave. */
export const linesOf = (bytes: Uint8Array): ReadonlyArray<string> =>
  latin1
    .decode(bytes)
    .split(/\r?\n/)
    .filter((line) => line !== "")
