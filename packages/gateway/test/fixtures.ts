import { Document, FaxNumber, type Receipt, Send, type SendFax, Status } from "@faxingcenter/core"
import { Effect, Layer, Stream } from "effect"
import { CurrentPulse, Events, layerSqlite, SimulatedLine, Vault } from "../src/index.js"

export const fax = (...numbers: ReadonlyArray<string>): SendFax => ({
  recipients: numbers.map((number) => ({ number: FaxNumber.make(number) })),
  documents: [Document.fromBytes("a.txt", new TextEncoder().encode("Hello fax"))]
})

export const layer = (file: string, line: SimulatedLine.SimulatedLineOptions = {}) =>
  layerSqlite(file).pipe(
    Layer.provideMerge(SimulatedLine.layer(line)),
    Layer.provideMerge(Vault.layerPlain),
    Layer.provideMerge(Layer.succeed(CurrentPulse, { every: "50 millis", deadAfter: "500 millis" }))
  )

export const send = (job: SendFax) => Effect.flatMap(Send, (service) => service.send(job))

/** The messages of a job, when the end of each has been announced. */
export const ended = ({ sendId, messages }: Receipt) =>
  Effect.gen(function* () {
    const events = yield* Events
    const open = new Set<string>(messages.map(({ messageId }) => messageId))
    yield* events.stream(undefined).pipe(
      Stream.filter(({ happening: { _tag } }) => _tag === "Delivered" || _tag === "Failed"),
      Stream.takeUntil(({ messageId }) => {
        open.delete(messageId)
        return open.size === 0
      }),
      Stream.runDrain
    )
    return (yield* Effect.flatMap(Status, (status) => status.ofSend(sendId))).messages
  })
