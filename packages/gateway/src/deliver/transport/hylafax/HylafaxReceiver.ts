import { onlyKnown } from "@faxingcenter/core/wire"
import { readReceivedPages } from "@faxingcenter/pages"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import { type IncomingFax, Reception } from "../../../receive/Reception.js"
import type { DatabaseError } from "../../../store/database/Database.js"
import type { HfaxdAddress, HfaxdError } from "./Hfaxd.js"
import { type HylafaxServer, makeServer } from "./HylafaxServer.js"
import type { ReceivedLine } from "./ReceivedLine.js"

/** Whose received faxes are fetched. */
export interface HylafaxReceiverOptions {
  /** With an administrator's password, what has been stored is removed from the server. */
  readonly servers: ReadonlyArray<HfaxdAddress>
  /** How often the servers are asked. Default 10 seconds. */
  readonly every?: Duration.DurationInput | undefined
}

/** However often somebody says that there is something, servers are not asked more often. */
const shortestPause = Duration.seconds(1)

/** The same name may come again one day, with another fax. */
const remoteIdOf = ({ file, receivedAt }: ReceivedLine) => `${file} ${receivedAt}`

/**
 * What a fax is, of the line in the list and of its file, which has what the exchange told: number and name of the
 * caller and the number that was called, where modem and configuration give them in this order.
 */
const incomingOf = (
  server: string,
  line: ReceivedLine,
  tiff: Uint8Array,
  channel: string | undefined
): IncomingFax => {
  const { error, file: _, pages: listed, receivedAt, ...facts } = line
  const read = readReceivedPages(tiff)
  const { callIds, pages, problem: damage, remoteStation, subaddress, width } = read
  const [from, callerName, to] = callIds
  const dots = facts.width ?? width
  // Of a file that cannot be read there is what its server says.
  const problem = [error, ...(damage === undefined ? [] : [`the file is damaged: ${damage}`])]
    .filter((text) => text !== "")
    .join("; ")
  const { coding } = facts
  return {
    ...facts,
    line: server,
    remoteId: remoteIdOf(line),
    receivedAt: DateTime.unsafeMake(receivedAt * 1000),
    pages: pages === 0 ? listed : pages,
    partial: problem !== "" || pages === 0 || pages < listed,
    ...(to ? { to: to } : {}),
    ...(from ? { from: from } : {}),
    ...(callerName ? { callerName: callerName } : {}),
    ...(remoteStation ? { remoteStation: remoteStation } : {}),
    ...(subaddress ? { subaddress: subaddress } : {}),
    ...(problem ? { problem: problem } : {}),
    ...(channel === undefined ? {} : { channel }),
    ...(dots ? { width: dots } : {}),
    // These are only received with their errors corrected.
    ...(coding === "MMR" || coding === "JBIG" ? { errorCorrection: true } : {}),
    ...(tiff.length === 0 ? {} : { tiff })
  }
}

/** Takes what a server has received, each once. It is removed there when it is stored here, and not before. */
const makeLook = (server: HylafaxServer, reception: typeof Reception.Service) => {
  /** Stored, but still there: nobody may remove them. */
  let settled = new Set<string>()
  const refused = new Set<string>()
  /** Not in its log of calls yet, where it comes a moment after it is listed. */
  let unlogged = new Set<string>()

  const take = Effect.fn("HylafaxReceiver.take")(function* (
    line: ReceivedLine,
    modem: string | undefined
  ) {
    const tiff = yield* server.fetch(line.file)
    const isNew = yield* reception.take(incomingOf(server.name, line, tiff, modem))
    if (isNew) yield* Effect.logInfo(`${server.name} has received ${line.file}`)
  })

  /** One that cannot be had keeps no other from being taken. */
  const tryTo = (
    line: ReceivedLine,
    what: string,
    act: Effect.Effect<void, HfaxdError | DatabaseError>
  ) =>
    act.pipe(
      Effect.as(true),
      Effect.catchTag("HfaxdError", (error) =>
        Effect.gen(function* () {
          if (error.kind !== "refused") return yield* error
          const name = `${what} ${remoteIdOf(line)}`
          if (!refused.has(name)) {
            yield* Effect.logWarning(
              `${line.file} could not be ${what} at ${server.name}: ${error.message}; it stays there and is retried`
            )
          }
          refused.add(name)
          return false
        })
      )
    )

  return Effect.gen(function* () {
    const listed = yield* server.received
    const left = new Set(listed.map(remoteIdOf).filter((id) => settled.has(id)))
    settled = left
    const lines = listed.filter((line) => !left.has(remoteIdOf(line)))
    if (lines.length === 0) return
    const known = yield* reception.known(server.name, lines.map(remoteIdOf))
    const calls = known.size === lines.length ? [] : yield* server.loggedCalls
    const waited = unlogged
    unlogged = new Set()
    for (const line of lines) {
      const id = remoteIdOf(line)
      if (!known.has(id)) {
        const modem = calls.findLast(
          ({ kind, what }) => kind === "RECV" && what === `recvq/${line.file}`
        )?.modem
        if (modem === undefined && calls.length > 0 && !waited.has(id)) {
          unlogged.add(id)
          continue
        }
        if (!(yield* tryTo(line, "fetched", take(line, modem)))) continue
      }
      const removed = tryTo(
        line,
        "removed",
        Effect.flatMap(server.removeReceived(line.file), (isRemoved) =>
          Effect.sync(() => void (isRemoved || left.add(id)))
        )
      )
      if (!(yield* removed)) left.add(id)
    }
  })
}

/**
 * Fetches the faxes that HylaFAX servers receive, as long as the gateway runs. Any number of nodes can do
 * this. It asks for their receive queues from time to time, and at once when `Reception.hurry` says that
 * there is something.
 *
 * @example
 * ```ts
 * import { HylafaxReceiver } from "@faxingcenter/gateway"
 * import { ReceptionRoutes } from "@faxingcenter/gateway/settings"
 * import { Layer, Redacted } from "effect"
 *
 * const Receiving = HylafaxReceiver.layer({
 *   servers: [
 *     { host: "127.0.0.1", port: 4559, user: "fax", adminPassword: Redacted.make("secret") }
 *   ]
 * })
 * const Routes = Layer.succeed(ReceptionRoutes, [{ of: "*", clientId: "office" }])
 * ```
 */
export const layer = (options: HylafaxReceiverOptions): Layer.Layer<never, never, Reception> => {
  const { every = "10 seconds", servers } = onlyKnown("HylafaxReceiver", options, {
    servers: true,
    every: true
  })
  return Layer.scopedDiscard(
    Effect.gen(function* () {
      const reception = yield* Reception
      const pause = Duration.min(shortestPause, every)
      for (const address of servers) {
        const server = makeServer(address)
        const look = makeLook(server, reception)
        const poke = yield* Queue.sliding<void>(1)
        yield* reception.onHurry(() => Queue.unsafeOffer(poke, undefined))
        let isAway = false
        const once = Effect.gen(function* () {
          yield* look
          if (isAway)
            yield* Effect.logInfo(`Received faxes can be fetched from ${server.name} again`)
          isAway = false
        }).pipe(
          Effect.catchAllCause((cause) => {
            const wasAway = isAway
            isAway = true
            return wasAway
              ? Effect.void
              : Effect.logWarning(`Received faxes cannot be fetched from ${server.name}`, cause)
          })
        )
        yield* Effect.forkScoped(
          Effect.forever(
            Effect.gen(function* () {
              yield* once
              yield* Effect.sleep(pause)
              yield* Effect.timeoutOption(Queue.take(poke), Duration.subtract(every, pause))
            })
          )
        )
      }
    })
  )
}
