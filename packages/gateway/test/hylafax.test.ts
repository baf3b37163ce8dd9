import { describe, expect, it } from "@effect/vitest"
import { Document, FaxNumber, MessageId } from "@faxingcenter/core"
import { Pages } from "@faxingcenter/pages"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { HylafaxTransport } from "../src/index.js"
import type { Call } from "../src/transport.js"
import { Transport } from "../src/transport.js"
import { type ScriptedHfaxd, type ScriptedJob, scriptedHfaxd, set } from "./scriptedHfaxd.js"

const message = "01a2085b0b4526870000000000000001"
const noPages = Layer.succeed(
  Pages,
  Pages.of({
    inspect: () => Effect.dieMessage("not asked for"),
    text: () => Effect.dieMessage("not asked for"),
    convert: () => Effect.dieMessage("not asked for"),
    page: () => Effect.dieMessage("not asked for"),
    preflight: () => Effect.dieMessage("not asked for"),
    preview: () => Effect.dieMessage("not asked for"),
    dots: () => Effect.dieMessage("not asked for"),
    contactSheet: () => Effect.dieMessage("not asked for")
  })
)

const servers = new Set<ScriptedHfaxd>()

/** Lets the sockets speak between the steps of a clock that nobody waits for, which are longer where nobody speaks. */
const inTime = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(effect)
    for (let step = 0; step < 8000; step++) {
      const done = yield* Fiber.poll(fiber)
      if (done._tag === "Some") break
      const isQuiet = [...servers].every((hfaxd) => !hfaxd.isInUse())
      yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, isQuiet ? 1 : 3)))
      yield* TestClock.adjust(isQuiet ? "1 second" : "250 millis")
    }
    return yield* Fiber.join(fiber)
  })

const server = (options: Parameters<typeof scriptedHfaxd>[0] = {}) =>
  Effect.acquireRelease(
    Effect.tap(
      Effect.promise(() => scriptedHfaxd(options)),
      (hfaxd) => Effect.sync(() => servers.add(hfaxd))
    ),
    (hfaxd) => Effect.promise(hfaxd.stop).pipe(Effect.tap(() => servers.delete(hfaxd)))
  )

const transportTo = (
  servers: ReadonlyArray<ScriptedHfaxd>,
  more: {
    readonly password?: string
    readonly admin?: string
    readonly lines?: ReadonlyArray<number>
  } = {}
) => {
  const [first, ...others] = servers.map(({ port }, i) => ({
    lines: more.lines?.[i],
    host: "127.0.0.1",
    port,
    user: "faxgw",
    ...(more.password === undefined ? {} : { password: Redacted.make(more.password) }),
    ...(more.admin === undefined ? {} : { adminPassword: Redacted.make(more.admin) })
  }))
  if (first === undefined) throw new Error("no server")
  return Layer.build(
    Layer.provide(HylafaxTransport.layer({ servers: [first, ...others] }), noPages)
  ).pipe(Effect.flatMap((context) => Effect.provide(Transport, context)))
}

interface Told {
  readonly remoteIds: Array<string>
  readonly pages: Array<number>
}

const callOf = (more: Partial<Call> = {}, pages = 1) =>
  Effect.map(DateTime.now, (startedAt): { call: Call; told: Told } => {
    const told: Told = { remoteIds: [], pages: [] }
    const call: Call = {
      attemptKey: `${message}-1`,
      client: 1,
      messageId: MessageId.make(message),
      number: FaxNumber.make("13055550100"),
      startedAt,
      documents: [],
      image: {
        pages,
        sha256: "00",
        tiff: Document.fromBytes("fax.tif", new TextEncoder().encode("II dots"))
      },
      from: { stationId: "+1 305 555 0199" },
      claimed: () => Effect.succeed([]),
      report: ({ pages: count, remoteId }) =>
        Effect.sync(() => {
          if (remoteId !== undefined) told.remoteIds.push(remoteId)
          if (count !== undefined) told.pages.push(count)
        }),
      ...more
    }
    return { call, told }
  })

const called = { commid: "000000001", totdials: 1, csi: "305 555 0100" }
const arrives = (pages: number) => (job: ScriptedJob) =>
  set(job, "done", {
    ...called,
    npages: pages,
    totpages: pages,
    resolution: 196,
    signalrate: "14400 bit/s",
    dataformat: "2-D MMR"
  })
const fails =
  (statuscode: number, status: string, pages = 0) =>
  (job: ScriptedJob) =>
    set(job, "failed", { ...called, npages: pages, statuscode, status })

/** What comes of one call of a server that does so with it. */
const dialled = (
  onSubmit: (job: ScriptedJob) => void,
  more: Partial<Call> = {},
  pages = 1,
  prepare: (hfaxd: ScriptedHfaxd) => void = () => undefined
) =>
  Effect.gen(function* () {
    const hfaxd = yield* server()
    hfaxd.onSubmit = onSubmit
    prepare(hfaxd)
    const transport = yield* transportTo([hfaxd])
    const { call, told } = yield* callOf(more, pages)
    const answer = yield* inTime(transport.dial(call))
    return { answer, hfaxd, told, call, transport }
  })

describe("a call through HylaFAX", () => {
  it.scoped("hands its pages over with its key, and tells what came of it", () =>
    Effect.gen(function* () {
      const { answer, hfaxd, told } = yield* dialled(arrives(2), {}, 2)
      expect(answer).toMatchObject({
        _tag: "Delivered",
        pages: 2,
        session: {
          totalPages: 2,
          remoteStation: "305 555 0100",
          speed: 14_400,
          coding: "MMR",
          errorCorrection: true,
          resolution: "fine",
          channel: `127.0.0.1:${hfaxd.port}`
        }
      })
      expect(told).toEqual({ remoteIds: [`127.0.0.1:${hfaxd.port}/1`], pages: [2] })
      expect(hfaxd.stored.map(String)).toEqual(["II dots"])
      expect(Object.fromEntries(hfaxd.jobs[0]?.parameters ?? [])).toMatchObject({
        JOBINFO: `${message}-1`,
        DIALSTRING: "13055550100",
        MAXDIALS: "1",
        MAXTRIES: "1",
        PAGECHOP: "NONE",
        TSI: "+1 305 555 0199",
        USETAGLINE: "NO"
      })
      expect(hfaxd.commands).toContain("IDLE 65")
    })
  )

  it.scoped("tells which modem called, as its server has logged it, to who may see that", () =>
    Effect.gen(function* () {
      const hfaxd = yield* server({ admin: "4dmin" })
      hfaxd.onSubmit = arrives(1)
      const logged = (id: string, modem: string, commId = "000000001") =>
        `11/29/26 16:36\tSEND\t${commId}\t${modem}\t${id}\t""\tx\t"13055550100"\t""\t0\t1`
      // A log of years, of which only the end is read; two jobs of one call, and another call of such a job.
      hfaxd.calls.push(
        ...Array.from({ length: 2000 }, () => logged("1", "ttyS8", "000000009")),
        logged("1", "ttyS0"),
        logged("7", "ttyS9")
      )
      const { call } = yield* callOf()
      const [channels, lengths] = [[] as Array<unknown>, [] as Array<number>]
      for (const admin of ["4dmin", "wrong", undefined]) {
        const transport = yield* transportTo([hfaxd], admin === undefined ? {} : { admin })
        const before = hfaxd.commands.length
        const answer = yield* inTime(transport.find(call)).pipe(
          Effect.filterOrElse(
            ({ _tag }) => _tag === "Delivered",
            () => inTime(transport.dial(call))
          )
        )
        channels.push("session" in answer ? answer.session?.channel : undefined)
        lengths.push(
          ...hfaxd.commands
            .slice(before)
            .filter((line) => line.startsWith("REST"))
            .map((line) => Buffer.from(hfaxd.calls.join("\n")).length - Number(line.slice(5)))
        )
      }
      const name = `127.0.0.1:${hfaxd.port}`
      expect([channels, lengths]).toEqual([["ttyS0", name, name], [65_536]])
    })
  )

  it.scoped("writes down what the job is called before it can be dialled", () =>
    Effect.gen(function* () {
      const order: Array<string> = []
      const { hfaxd } = yield* dialled(
        (job) => {
          order.push("submitted")
          arrives(1)(job)
        },
        { report: () => Effect.sync(() => void order.push("reported")) }
      )
      expect(order.slice(0, 2)).toEqual(["reported", "submitted"])
      expect(hfaxd.jobs.length).toBe(1)
    })
  )

  it.scoped("tells of each page", () =>
    Effect.gen(function* () {
      const { answer, told } = yield* dialled(
        (job) => set(job, "active", called),
        {},
        3,
        (hfaxd) => {
          let looks = 0
          hfaxd.onCommand = (line) => {
            const [job] = hfaxd.jobs
            if (!line.startsWith("RETR sendq") || job === undefined) return
            if (++looks > 3) arrives(3)(job)
            else set(job, "active", { ...called, npages: looks })
          }
        }
      )
      expect(answer).toMatchObject({ _tag: "Delivered", pages: 3 })
      expect(told.pages).toEqual([1, 2, 3])
    })
  )

  for (const [code, text, end] of [
    [333, "Busy signal detected; too many attempts to dial", { reason: "busy" }],
    [333, "No answer from remote; too many attempts to dial", { reason: "no_answer" }],
    [333, "No carrier detected; too many attempts to dial", { reason: "no_fax_tone" }],
    [333, "No local dialtone; too many attempts to dial", { _tag: "NotDialled" }],
    [333, "Can not lock modem device; too many attempts to dial", { _tag: "NotDialled" }],
    [
      333,
      "Unspecified Transmit Phase C error; too many attempts to dial",
      { reason: "line_dropped" }
    ],
    [
      333,
      "No response to EOP repeated 3 tries; too many attempts to dial",
      { reason: "unknown_outcome" }
    ],
    [130, "Unable to transmit page (giving up after RTN)", { reason: "page_refused" }],
    [329, "REJECT: No work found in job file", { reason: "document_missing" }],
    [345, "Job aborted by request", { reason: "canceled" }],
    [0, "The call dropped prematurely", { reason: "unknown_outcome" }]
  ] as const) {
    it.scoped(`ends as ${JSON.stringify(end)} with ${code} ${text}`, () =>
      Effect.gen(function* () {
        const { answer } = yield* dialled(fails(code, text))
        expect(answer).toMatchObject(end)
      })
    )
  }

  it.scoped("is over when its server puts it back after the one call, and is taken out there", () =>
    Effect.gen(function* () {
      const { answer, hfaxd } = yield* dialled((job) =>
        set(job, "sleeping", { totdials: 1, statuscode: 0, status: "USER_BUSY" })
      )
      expect(answer).toMatchObject({ _tag: "Failed", reason: "busy" })
      expect(hfaxd.commands).toContain("JKILL 1")
    })
  )

  it.scoped("is asked for anew when it is overlooked", () =>
    Effect.gen(function* () {
      let submissions = 0
      const { answer, hfaxd } = yield* dialled((job) => {
        if (++submissions === 2) arrives(1)(job)
      })
      expect(answer).toMatchObject({ _tag: "Delivered" })
      expect(hfaxd.commands.filter((line) => /^JSU/.test(line))).toEqual([
        "JSUBM",
        "JSUSP 1",
        "JSUBM"
      ])
    })
  )

  it.scoped(
    "is taken back from a server whose modem is not there, and is not counted",
    () =>
      Effect.gen(function* () {
        const { answer, hfaxd } = yield* dialled((job) => set(job, "active"))
        expect(answer).toMatchObject({ _tag: "NotDialled" })
        expect(hfaxd.commands.filter((line) => line.startsWith("JKILL"))).toEqual(["JKILL 1"])
      }),
    // Ten minutes of looks.
    120_000
  )

  it.scoped("that began as it was held has sent nothing, and may be made again", () =>
    Effect.gen(function* () {
      let submissions = 0
      const { answer } = yield* dialled(
        (job) => {
          if (++submissions === 2) fails(344, "Job interrupted by user")(job)
        },
        {},
        1,
        (hfaxd) => {
          hfaxd.onCommand = (line) => {
            const [job] = hfaxd.jobs
            if (!line.startsWith("JSUSP") || job === undefined) return
            job.file.set("commid", "000000001")
          }
        }
      )
      expect(answer).toMatchObject({ _tag: "Failed", reason: "line_dropped" })
    })
  )
})

describe("what is not handed over", () => {
  const notSubmitted = (prepare: (hfaxd: ScriptedHfaxd) => void, more: Partial<Call> = {}) =>
    dialled(() => undefined, more, 1, prepare)

  for (const [what, command, reply] of [
    ["a login", "USER", "530 User access denied."],
    ["a job", "JNEW", "503 No space."],
    ["its number", "JPARM", "503 Bad value."],
    [
      "a connection on which it slept",
      "JSUBM",
      "421 Timeout (65 seconds): closing control connection."
    ],
    ["a job while faxq is down", "JSUBM", "460 Failed to submit job 1: Unable to open server FIFO."]
  ] as const) {
    it.scoped(`is not dialled: its server refuses ${what}`, () =>
      Effect.gen(function* () {
        const { answer, hfaxd } = yield* notSubmitted(({ twist }) => twist(command, reply))
        expect(answer).toMatchObject({ _tag: "NotDialled" })
        expect(hfaxd.jobs.filter(({ queue }) => queue !== "blank")).toEqual([])
      })
    )
  }

  it.scoped("is taken out of the spool before anybody counts on it, or else is in doubt", () =>
    Effect.gen(function* () {
      const { answer, hfaxd } = yield* notSubmitted(({ twist }) => {
        twist("JSUBM", "460 Failed to submit job 1.")
        twist("JDELE", "504 Cannot delete job.")
      })
      expect(answer).toMatchObject({ _tag: "NotYet" })
      expect(hfaxd.commands).toContain("JDELE 1")
    })
  )

  for (const how of ["close", "doneAndClose", "silence"] as const) {
    it.scoped(`is in doubt when the answer to JSUBM is lost: ${how}`, () =>
      Effect.gen(function* () {
        const { answer } = yield* notSubmitted(({ twist }) => twist("JSUBM", how))
        expect(answer).toMatchObject({ _tag: "NotYet" })
      })
    )
  }

  it.scoped("is never handed over late, however long it slept before", () =>
    Effect.gen(function* () {
      const slept: Partial<Call> = { report: () => TestClock.adjust("3 minutes") }
      const { answer, hfaxd } = yield* notSubmitted(() => undefined, slept)
      expect(answer).toMatchObject({ _tag: "NotDialled" })
      expect(hfaxd.commands).not.toContain("JSUBM")
    })
  )

  it.scoped("is a header with a line break: no command can be smuggled in", () =>
    Effect.gen(function* () {
      const { answer, hfaxd } = yield* notSubmitted(() => undefined, {
        from: { header: 'Hi"\r\nJPARM DIALSTRING "19005550100' }
      })
      expect(answer).toMatchObject({ _tag: "NotDialled" })
      expect(hfaxd.commands.some((line) => line.includes("19005550100"))).toBe(false)
      expect(hfaxd.commands).not.toContain("JSUBM")
    })
  )

  it.scoped("is handed to another server when one is away, and waits when all are", () =>
    Effect.gen(function* () {
      const [gone, up] = [yield* server(), yield* server()]
      yield* Effect.promise(gone.stop)
      up.onSubmit = arrives(1)
      const transport = yield* transportTo([gone, up])
      const { call, told } = yield* callOf()
      expect(yield* inTime(transport.dial(call))).toMatchObject({ _tag: "Delivered" })
      expect(told.remoteIds).toEqual([`127.0.0.1:${up.port}/1`])
      yield* Effect.promise(up.stop)
      expect(yield* inTime(transport.dial(call))).toMatchObject({ _tag: "NotDialled" })
    })
  )

  it.scoped("goes to a server that was away once that is over, though the clock was set back", () =>
    Effect.gen(function* () {
      const [first, second] = [yield* server(), yield* server()]
      yield* TestClock.setTime(24 * 3_600_000)
      for (const each of [first, second]) each.onSubmit = arrives(1)
      const transport = yield* transportTo([first, second])
      const dialled = Effect.flatMap(callOf(), ({ call }) => inTime(transport.dial(call)))
      first.twist("USER", "close")
      expect(yield* dialled).toMatchObject({ _tag: "Delivered" })
      expect([first.jobs.length, second.jobs.length]).toEqual([0, 1])
      yield* TestClock.setTime(20 * 3_600_000)
      expect(yield* dialled).toMatchObject({ _tag: "Delivered" })
      expect([first.jobs.length, second.jobs.length]).toEqual([1, 1])
    })
  )

  it.scoped("goes to the server with most of its lines free", () =>
    Effect.gen(function* () {
      const [small, large] = [yield* server(), yield* server()]
      const transport = yield* transportTo([small, large], { lines: [1, 3] })
      expect(transport.lines).toBe(4)
      for (const each of [small, large]) each.onSubmit = (job) => set(job, "active", called)
      const fibers: Array<Fiber.RuntimeFiber<unknown>> = []
      for (const attempt of [1, 2, 3, 4]) {
        const { call } = yield* callOf({ attemptKey: `${message}-${attempt}` })
        fibers.push(yield* Effect.fork(transport.dial(call)))
        const turn = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 1)))
        yield* Effect.repeat(turn, {
          until: () =>
            [small, large].flatMap(({ jobs }) => jobs).filter(({ queue }) => queue === "sendq")
              .length === attempt
        })
      }
      expect([small, large].map(({ jobs }) => jobs.length)).toEqual([1, 3])
      yield* Fiber.interruptAll(fibers)
    })
  )

  it.scoped("is a call that is hung up before it is made", () =>
    Effect.gen(function* () {
      const hfaxd = yield* server()
      const transport = yield* transportTo([hfaxd])
      const { call } = yield* callOf()
      const hungUpMeanwhile: Call = { ...call, report: () => transport.hangUp(call) }
      expect(yield* inTime(transport.dial(hungUpMeanwhile))).toMatchObject({ _tag: "NotDialled" })
      expect(hfaxd.commands).not.toContain("JSUBM")
    })
  )
})

describe("a call whose caller is gone", () => {
  /** A server whose job was left there, and the call asked about so many minutes after it began. */
  const asked = (
    minutes: number,
    state: (job: ScriptedJob) => void,
    more: (remoteId: string) => Partial<Call> = (remoteId) => ({ remoteId })
  ) =>
    Effect.gen(function* () {
      const hfaxd = yield* server()
      const transport = yield* transportTo([hfaxd])
      hfaxd.twist("JSUBM", "doneAndClose")
      hfaxd.onSubmit = state
      const { call } = yield* callOf()
      yield* inTime(transport.dial(call))
      yield* TestClock.adjust(`${minutes} minutes`)
      const again: Call = { ...call, ...more(`127.0.0.1:${hfaxd.port}/1`) }
      const answer = yield* inTime(transport.find(again))
      return { answer, hfaxd, transport, call: again }
    })
  const away = (job: ScriptedJob) => {
    job.queue = "blank"
  }
  const withoutId = () => ({})

  it.scoped("is found by what it was called, and by its key alone", () =>
    Effect.gen(function* () {
      for (const more of [undefined, withoutId]) {
        const { answer } = yield* asked(1, arrives(1), more)
        expect(answer).toMatchObject({ _tag: "Delivered", pages: 1 })
      }
    })
  )

  it.scoped("is not taken for the job of another that has its number now", () =>
    Effect.gen(function* () {
      const { answer } = yield* asked(5, (job) => {
        job.parameters.set("JOBINFO", "somebody-else")
        arrives(1)(job)
      })
      expect(answer).toMatchObject({ _tag: "NotDialled" })
    })
  )

  it.scoped("is still on while its job is", () =>
    Effect.gen(function* () {
      const { answer } = yield* asked(1, (job) => set(job, "active", called))
      expect(answer).toMatchObject({ _tag: "NotYet" })
    })
  )

  it.scoped("may still be made as long as hfaxd could take it, and not after that", () =>
    Effect.gen(function* () {
      expect((yield* asked(1, away)).answer).toMatchObject({ _tag: "NotYet" })
      expect((yield* asked(5, away)).answer).toMatchObject({ _tag: "NotDialled" })
      expect((yield* asked(60, away, withoutId)).answer).toMatchObject({ _tag: "NotDialled" })
    })
  )

  it.scoped("can never be told of when its job was cleaned away", () =>
    Effect.gen(function* () {
      expect((yield* asked(60, away)).answer).toMatchObject({ _tag: "Never" })
    })
  )

  it.scoped("was not made when its job lies there unsubmitted, and is taken out", () =>
    Effect.gen(function* () {
      const young = yield* asked(1, (job) => set(job, "suspended"))
      expect(young.answer).toMatchObject({ _tag: "NotYet" })
      const old = yield* asked(5, (job) => set(job, "suspended"))
      expect(old.answer).toMatchObject({ _tag: "NotDialled" })
      expect(old.hfaxd.jobs).toEqual([])
    })
  )

  it.scoped("is not told of while its server is away", () =>
    Effect.gen(function* () {
      const { call, hfaxd, transport } = yield* asked(1, arrives(1))
      yield* Effect.promise(hfaxd.stop)
      yield* TestClock.adjust("1 hour")
      expect(yield* inTime(transport.find(call))).toMatchObject({ _tag: "NotYet" })
    })
  )
})

describe("a call whose record was lost with the database", () => {
  /** Leaves one job for each key, and asks so many minutes after a copy took the place of the database. */
  const recalled = (
    minutes: number,
    left: Readonly<Record<string, (job: ScriptedJob) => void>>,
    more: Partial<Call> = {}
  ) =>
    Effect.gen(function* () {
      const hfaxd = yield* server()
      const transport = yield* transportTo([hfaxd])
      for (const [attemptKey, onSubmit] of Object.entries(left)) {
        hfaxd.twist("JSUBM", "doneAndClose")
        hfaxd.onSubmit = onSubmit
        yield* inTime(transport.dial((yield* callOf({ attemptKey })).call))
      }
      const until = yield* DateTime.now
      yield* TestClock.adjust(`${minutes} minutes`)
      const { call, told } = yield* callOf({ attemptKey: `${message}-9`, ...more })
      const lost = { since: DateTime.subtract(until, { hours: 1 }), until }
      const recall = transport.recall?.(call, lost) ?? Effect.dieMessage("it cannot recall")
      const answer = yield* inTime(recall)
      return { answer, hfaxd, told, recall }
    })

  it.scoped("is found by its message, under a key that nobody knows, and is taken over", () =>
    Effect.gen(function* () {
      const { answer, hfaxd, told } = yield* recalled(60, {
        [`${"f".repeat(32)}-1`]: fails(333, "Busy signal detected; too many attempts to dial"),
        [`${message}-3`]: arrives(1)
      })
      expect(answer).toMatchObject({ _tag: "Delivered", pages: 1 })
      expect(told.remoteIds).toEqual([`127.0.0.1:${hfaxd.port}/2`])
    })
  )

  it.scoped("counts as delivered when one of several was, else as the latest ended", () =>
    Effect.gen(function* () {
      const busy = fails(333, "Busy signal detected; too many attempts to dial")
      const noAnswer = fails(333, "No answer from remote; too many attempts to dial")
      const [second, third] = [`${message}-2`, `${message}-3`]
      for (const left of [
        { [second]: busy, [third]: arrives(1) },
        { [second]: arrives(1), [third]: busy }
      ]) {
        expect((yield* recalled(60, left)).answer).toMatchObject({ _tag: "Delivered" })
      }
      const neither = yield* recalled(60, { [third]: noAnswer, [second]: busy })
      expect(neither.answer).toMatchObject({ _tag: "Failed", reason: "no_answer" })
    })
  )

  it.scoped("is waited for while it is on, or another is", () =>
    Effect.gen(function* () {
      const on = (job: ScriptedJob) => set(job, "active", called)
      for (const left of [
        { [`${message}-2`]: on },
        { [`${message}-2`]: fails(333, "Busy signal detected"), [`${message}-3`]: on }
      ]) {
        expect((yield* recalled(60, left)).answer).toMatchObject({ _tag: "NotYet" })
      }
    })
  )

  it.scoped("is not taken from an attempt that it belongs to", () =>
    Effect.gen(function* () {
      const { answer, told } = yield* recalled(
        60,
        { [`${message}-2`]: arrives(1) },
        { claimed: Effect.succeed }
      )
      expect([answer, told.remoteIds]).toMatchObject([{ _tag: "Never" }, []])
    })
  )

  it.scoped("may still come at first; later nobody can tell, and what lay there is taken out", () =>
    Effect.gen(function* () {
      const left = { [`${message}-2`]: (job: ScriptedJob) => set(job, "suspended") }
      for (const jobs of [{}, left]) {
        expect((yield* recalled(1, jobs)).answer).toMatchObject({ _tag: "NotYet" })
        const late = yield* recalled(5, jobs)
        // Not that it was not dialled: a call that had been settled is gone from its server.
        expect([late.answer, late.hfaxd.jobs]).toMatchObject([{ _tag: "Never" }, []])
      }
    })
  )

  it.scoped("is not told of while its server is away", () =>
    Effect.gen(function* () {
      const { hfaxd, recall } = yield* recalled(60, { [`${message}-2`]: arrives(1) })
      yield* Effect.promise(hfaxd.stop)
      expect(yield* inTime(recall)).toMatchObject({ _tag: "NotYet" })
    })
  )
})

describe("what is left in the spool", () => {
  it.scoped("is removed with the documents where there are rights for it", () =>
    Effect.gen(function* () {
      const hfaxd = yield* server({ password: "s3cret", admin: "4dmin" })
      hfaxd.onSubmit = arrives(1)
      const transport = yield* transportTo([hfaxd], { password: "s3cret", admin: "4dmin" })
      const { call, told } = yield* callOf()
      yield* inTime(transport.dial(call))
      yield* inTime(transport.forget({ ...call, remoteId: told.remoteIds[0] ?? "" }))
      expect(hfaxd.jobs).toEqual([])
      expect(hfaxd.commands.filter((line) => line.startsWith("DELE"))).toEqual([
        "DELE docq/doc1.ps.1",
        "DELE docq/doc1.ps.1;c1"
      ])
    })
  )

  it.scoped("is removed too where a fax was not handed over after all", () =>
    Effect.gen(function* () {
      const hfaxd = yield* server({ admin: "4dmin" })
      const transport = yield* transportTo([hfaxd], { admin: "4dmin" })
      const { call } = yield* callOf({ report: () => TestClock.adjust("3 minutes") })
      expect(yield* inTime(transport.dial(call))).toMatchObject({ _tag: "NotDialled" })
      expect(hfaxd.commands.filter((line) => line.startsWith("DELE"))).toEqual([
        "DELE docq/doc1.ps.1",
        "DELE docq/doc1.ps.1;c1"
      ])
    })
  )

  it.scoped("is ended in the middle of a call by JKILL", () =>
    Effect.gen(function* () {
      const hfaxd = yield* server()
      hfaxd.onSubmit = (job) => set(job, "active", called)
      const transport = yield* transportTo([hfaxd])
      const { call, told } = yield* callOf({}, 3)
      const fiber = yield* Effect.fork(transport.dial(call))
      const turn = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 1)))
      yield* Effect.repeat(turn, { until: () => hfaxd.jobs[0]?.queue === "sendq" })
      yield* inTime(transport.hangUp({ ...call, remoteId: told.remoteIds[0] ?? "" }))
      expect(hfaxd.commands).toContain("JKILL 1")
      expect(yield* inTime(Fiber.join(fiber))).toMatchObject({ _tag: "Failed", reason: "canceled" })
    })
  )
})
