import {
  CurrentClient,
  Document,
  type FaxDraft,
  FaxNumber,
  type MessageId,
  type Receipt,
  Send,
  Status
} from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { Events, type GatewayEvent, isMessageEvent, SimulatedLine, Vault } from "../src/index.js"
import { CurrentPulse } from "../src/manage.js"
import type { Transport } from "../src/transport.js"
import { gatewayOver } from "./gatewayOver.js"

export const fax = (...numbers: ReadonlyArray<string>): FaxDraft => ({
  recipients: numbers.map((number) => ({ number: FaxNumber.make(number) })),
  documents: [Document.fromBytes("a.txt", new TextEncoder().encode("Hello fax"))]
})

/** Others are found to be dead sooner than in earnest. */
const pulse = Layer.succeed(CurrentPulse, { every: "50 millis", deadAfter: "500 millis" })

/** On whose behalf tests work that say nothing else. */
const caller = Layer.succeed(CurrentClient, { clientId: "demo" })

/** A gateway with another transport. */
export const gatewayWith = <A>(
  address: string,
  transport: Layer.Layer<A | Transport>,
  vault: Layer.Layer<Vault.Vault> = Vault.layerPlain
) =>
  gatewayOver(address).pipe(
    Layer.provideMerge(transport),
    Layer.provideMerge(vault),
    Layer.provideMerge(pulse),
    Layer.provideMerge(caller)
  )

export const gateway = (address: string, line: SimulatedLine.SimulatedLineOptions = {}) =>
  gatewayWith(address, SimulatedLine.layer(line))

export const send = (job: FaxDraft) => Send.submit(job)

const isEnd = ({ happening: { _tag } }: GatewayEvent) => _tag === "Delivered" || _tag === "Failed"

/** Waits until something has happened to a message. */
export const until = (
  messageId: MessageId,
  tag: GatewayEvent["happening"]["_tag"]
): Effect.Effect<void, unknown, Events> =>
  Effect.flatMap(Events, (events) =>
    events.stream(undefined).pipe(
      Stream.filter(isMessageEvent),
      Stream.takeUntil((event) => event.messageId === messageId && event.happening._tag === tag),
      Stream.runDrain
    )
  )

/** The messages of a job, when the end of each has been announced. */
export const ended = ({ sendId, messages }: Receipt) =>
  Effect.gen(function* () {
    const events = yield* Events
    const open = new Set<string>(messages.map(({ messageId }) => messageId))
    yield* events.stream(undefined).pipe(
      Stream.filter(isMessageEvent),
      Stream.filter(isEnd),
      Stream.takeUntil(({ messageId }) => {
        open.delete(messageId)
        return open.size === 0
      }),
      Stream.runDrain
    )
    return (yield* Effect.flatMap(Status, (status) => status.ofSend(sendId))).messages
  })
