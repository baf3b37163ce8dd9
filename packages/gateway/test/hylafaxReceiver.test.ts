import { describe, expect, it } from "@effect/vitest"
import { CurrentClient, Document, Receive, type ReceivedFax } from "@faxingcenter/core"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Redacted from "effect/Redacted"
import { readReceivedLine } from "../src/deliver/transport/hylafax/ReceivedLine.js"
import { HylafaxReceiver, Reception, SimulatedLine } from "../src/index.js"
import { ReceptionRoutes } from "../src/settings.js"
import { DatabaseError } from "../src/store/database/Database.js"
import { gatewayWith } from "./fixtures.js"
import { type ScriptedHfaxd, type ScriptedReception, scriptedHfaxd } from "./scriptedHfaxd.js"

const at = 1_795_934_213

/** A TIFF with this many pages, as HylaFAX receives it: little-endian, and what the exchange told in its description. */
const tiffOf = (pages: number, description: string, mark = 0): Buffer => {
  const bytes = Buffer.alloc(8 + pages * 30 + description.length + 2)
  bytes.write("II*\0", "latin1")
  const text = 8 + pages * 30
  bytes.write(`${description}\0`, text, "latin1")
  bytes[bytes.length - 1] = mark
  let link = 4
  for (let page = 0; page < pages; page++) {
    const directory = 8 + page * 30
    bytes.writeUInt32LE(directory, link)
    bytes.writeUInt16LE(2, directory)
    bytes.writeUInt16LE(256, directory + 2)
    bytes.writeUInt16LE(4, directory + 4)
    bytes.writeUInt32LE(1, directory + 6)
    bytes.writeUInt32LE(1728, directory + 10)
    bytes.writeUInt16LE(270, directory + 14)
    bytes.writeUInt16LE(2, directory + 16)
    bytes.writeUInt32LE(description.length + 1, directory + 18)
    bytes.writeUInt32LE(text, directory + 22)
    link = directory + 26
  }
  return bytes
}

const fax = (file: string, more: Partial<ScriptedReception> = {}): ScriptedReception => ({
  file,
  bytes: tiffOf(1, "PROTO FAX\n+18555808797\nACME\n4711"),
  receivedAt: at,
  ...more
})

const put = (hfaxd: ScriptedHfaxd, ...faxes: ReadonlyArray<ScriptedReception>) => {
  for (const each of faxes) hfaxd.received.set(each.file, each)
}

const server = Effect.acquireRelease(
  Effect.promise(() => scriptedHfaxd({ admin: "secret" })),
  (hfaxd) => Effect.promise(hfaxd.stop)
)

/** A gateway with its database in memory, and what runs a receiver over it until the server was asked again. */
const receiving = Effect.gen(function* () {
  const hfaxd = yield* server
  const routes = Layer.succeed(ReceptionRoutes, [{ of: "4711", clientId: "demo" }])
  const services = yield* Layer.build(
    Layer.provide(gatewayWith(":memory:", SimulatedLine.layer()), routes)
  )
  const inGateway = Effect.provide(services)
  const list = inGateway(Effect.flatMap(Receive, (receive) => receive.list())).pipe(
    Effect.provideService(CurrentClient, { clientId: "demo" }),
    Effect.map(({ faxes }) => faxes)
  )
  // The client has a row from its first call on.
  yield* list
  /** Looks so many times: each look ends before the next LIST of its server. */
  const looks = (
    n: number,
    {
      admin = true,
      every = "20 millis",
      onCommand = () => undefined,
      reception
    }: {
      readonly admin?: boolean
      readonly every?: Duration.DurationInput
      readonly onCommand?: () => void
      readonly reception?: typeof Reception.Service
    } = {}
  ) =>
    Effect.gen(function* () {
      const own = yield* inGateway(Reception)
      const asked = () => hfaxd.commands.filter((line) => line === "LIST recvq").length
      const before = asked()
      const done = new Promise<void>((resolve) => {
        hfaxd.onCommand = () => {
          onCommand()
          if (asked() > before + n) resolve()
        }
      })
      yield* Layer.build(
        HylafaxReceiver.layer({
          every,
          servers: [
            {
              host: "127.0.0.1",
              port: hfaxd.port,
              user: "faxgw",
              ...(admin ? { adminPassword: Redacted.make("secret") } : {})
            }
          ]
        }).pipe(Layer.provide(Layer.succeed(Reception, reception ?? own)))
      )
      yield* Effect.promise(() => done)
    }).pipe(Effect.scoped, Logger.withMinimumLogLevel(LogLevel.None))
  return { hfaxd, inGateway, list, looks }
})

const facts = ({ pages, partial, problem, receivedFaxId: _, ...rest }: ReceivedFax) => ({
  pages,
  partial,
  problem,
  to: rest.to
})

describe("a line of a receive queue", () => {
  it("is read, whatever its error says", () => {
    const line = `fax000000001.tif|3|14400|2-D MMR|0:00:10|174092|196|1728| |${at}|`
    expect(readReceivedLine(line)).toEqual([
      {
        file: "fax000000001.tif",
        pages: 3,
        speed: 14400,
        coding: "MMR",
        seconds: 10,
        resolution: "fine",
        width: 1728,
        receivedAt: at,
        error: ""
      }
    ])
    expect(readReceivedLine(`${line}a|b {E103}`)).toMatchObject([{ error: "a|b {E103}" }])
  })
  it("is left out while it comes in, and when it is no file of the queue", () => {
    expect(readReceivedLine(`fax1.tif|1|9600|1-D MH|0:10|1|98|1728|*|${at}|`)).toEqual([])
    expect(readReceivedLine(`../../etc/passwd|1|9600|1-D MH|0:10|1|98|1728| |${at}|`)).toEqual([])
    expect(readReceivedLine("nonsense")).toEqual([])
  })
})

describe("what a HylaFAX server receives", () => {
  it.scopedLive(
    "is fetched once it is whole, with what its file tells, and then removed there",
    () =>
      Effect.gen(function* () {
        const { hfaxd, inGateway, list, looks } = yield* receiving
        const coming = fax("fax000000002.tif", { comesIn: true })
        put(
          hfaxd,
          fax("fax000000001.tif"),
          coming,
          fax("fax000000003.tif", { error: "E103: lost carrier", pages: 2 }),
          fax("fax000000004.tif", { bytes: Buffer.from("no TIFF"), pages: 1 }),
          fax("fax000000005.tif", { bytes: Buffer.alloc(0), pages: 0 }),
          fax("seqf", { receivedAt: 0 })
        )
        yield* looks(1)
        expect([...hfaxd.received.keys()]).toEqual(["fax000000002.tif", "seqf"])
        const [newest] = (yield* list).filter(({ partial }) => !partial)
        expect(newest).toMatchObject({
          to: "4711",
          from: "+18555808797",
          callerName: "ACME",
          remoteStation: "PROTO FAX",
          pages: 1,
          seconds: 31,
          speed: 14400,
          coding: "MMR",
          errorCorrection: true,
          resolution: "fine",
          width: 1728,
          remoteId: `fax000000001.tif ${at}`
        })
        const receive = yield* inGateway(Receive)
        if (newest === undefined) return
        const document = yield* receive
          .document(newest.receivedFaxId)
          .pipe(Effect.provideService(CurrentClient, { clientId: "demo" }))
        expect(Buffer.from(yield* Document.readBytes(document))).toEqual(
          fax("fax000000001.tif").bytes
        )
        // Those whose file cannot be read, or is empty, are for nobody that is known: they are kept for an operator.
        const reception = yield* inGateway(Reception)
        const lost = yield* reception.list({ nobody: true })
        expect(lost.map((each) => facts(each.fax))).toEqual([
          {
            pages: 0,
            partial: true,
            problem: "the file is damaged: the TIFF is cut off",
            to: undefined
          },
          {
            pages: 1,
            partial: true,
            problem: "the file is damaged: the TIFF is cut off",
            to: undefined
          }
        ])
        expect((yield* list).map(facts)).toContainEqual({
          pages: 1,
          partial: true,
          problem: "E103: lost carrier",
          to: "4711"
        })
        coming.comesIn = false
        yield* looks(1)
        expect((yield* list).map(({ remoteId }) => remoteId)).toContain(`fax000000002.tif ${at}`)
      })
  )

  it.scopedLive("is asked for at once when the line says that it has something", () =>
    Effect.gen(function* () {
      const { hfaxd, inGateway, list, looks } = yield* receiving
      const { hurry } = yield* inGateway(Reception)
      let isTold = false
      // The first look finds nothing, and the next would come in an hour.
      yield* looks(2, {
        every: "1 hour",
        onCommand: () => {
          if (hfaxd.commands.at(-1) !== "LIST recvq") return
          if (!isTold) put(hfaxd, fax("fax000000001.tif"))
          isTold = true
          Effect.runFork(hurry)
        }
      })
      expect(yield* list).toHaveLength(1)
    })
  )

  it.scopedLive("has the modem that its server logs, a moment after it is listed", () =>
    Effect.gen(function* () {
      const { hfaxd, list, looks } = yield* receiving
      const logged = (file: string, modem: string) =>
        `11/29/26 16:36\tRECV\t000000002\t${modem}\trecvq/${file}\t""\tfax\t"+1"\t""\t0\t1`
      hfaxd.calls.push(logged("fax000000009.tif", "ttyS9"), logged("fax000000001.tif", "ttyS1"))
      put(hfaxd, fax("fax000000001.tif"), fax("fax000000002.tif"), fax("fax000000003.tif"))
      const channels = Effect.map(list, (faxes) =>
        faxes.map(({ channel, remoteId }) => [remoteId?.slice(0, 12), channel]).toSorted()
      )
      // It is logged between the first look and the second; what never is does not wait for ever.
      const reached = () => hfaxd.commands.filter((line) => line === "LIST recvq")
      yield* looks(2, {
        onCommand: () => {
          if (reached().length === 2 && hfaxd.calls.length === 2) {
            hfaxd.calls.push(logged("fax000000002.tif", "ttyS2"))
          }
        }
      })
      expect(yield* channels).toEqual([
        ["fax000000001", "ttyS1"],
        ["fax000000002", "ttyS2"],
        ["fax000000003", undefined]
      ])
      expect(hfaxd.received.size).toBe(0)
    })
  )

  it.scopedLive(
    "is not lost when the gateway stops between fetch and commit, or before it removes it",
    () =>
      Effect.gen(function* () {
        const { hfaxd, inGateway, list, looks } = yield* receiving
        put(hfaxd, fax("fax000000001.tif"))
        const own = yield* inGateway(Reception)
        const lost = new DatabaseError({ kind: "unavailable", detail: "disk full" })
        // The store does not take it: it stays where it is.
        yield* looks(1, { reception: { ...own, take: () => Effect.fail(lost) } })
        expect(hfaxd.received.size).toBe(1)
        expect(yield* list).toEqual([])
        expect(hfaxd.commands.filter((line) => line.startsWith("DELE"))).toEqual([])
        // The commit is done, and then the gateway is gone: as if it had never come to remove it.
        yield* looks(1, { admin: false })
        expect(hfaxd.received.size).toBe(1)
        expect(yield* list).toHaveLength(1)
        // The next one sees that it is there already.
        const fetched = () => hfaxd.commands.filter((line) => line.startsWith("RETR")).length
        const before = fetched()
        yield* looks(1)
        expect([hfaxd.received.size, fetched() - before]).toEqual([0, 0])
        expect(yield* list).toHaveLength(1)
      })
  )

  it.scopedLive(
    "comes again under a name that was used before, and goes on without rights and past refusals",
    () =>
      Effect.gen(function* () {
        const { hfaxd, list, looks } = yield* receiving
        put(hfaxd, fax("fax000000001.tif"))
        yield* looks(1)
        put(hfaxd, fax("fax000000001.tif", { receivedAt: at + 60 }), fax("fax000000002.tif"))
        // The first may not be read, as Debian's RecvFileMode has it; the second is taken all the same.
        hfaxd.twist("RETR", "550 recvq/fax000000001.tif: Permission denied.")
        yield* looks(1, { admin: false })
        expect((yield* list).map(({ remoteId }) => remoteId).toSorted()).toEqual([
          `fax000000001.tif ${at}`,
          `fax000000002.tif ${at}`
        ])
        const before = hfaxd.commands.length
        yield* looks(2, { admin: false })
        expect((yield* list).map(({ remoteId }) => remoteId)).toContain(
          `fax000000001.tif ${at + 60}`
        )
        expect(hfaxd.received.size).toBe(2)
        // What is stored is not fetched again, however often it is seen.
        const again = hfaxd.commands.slice(before).filter((line) => line.startsWith("RETR"))
        expect(again).toEqual(["RETR recvq/fax000000001.tif"])
      })
  )
})
