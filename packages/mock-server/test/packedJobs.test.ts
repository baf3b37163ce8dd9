import { copyFile, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { FaxNumber, MessageId, SendId } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import { describe, expect, it } from "vitest"
import { fateOf } from "../src/line/fateOf.js"
import { realTime } from "../src/simulation/ClientClock.js"
import { Inbox } from "../src/simulation/Inbox.js"
import { bytesOf, type Job } from "../src/simulation/Job.js"
import { PackedJobs } from "../src/simulation/PackedJobs.js"
import { PageCounts } from "../src/simulation/PageCounts.js"
import { Tenants } from "../src/simulation/Tenants.js"
import { StateFile } from "../src/state/StateFile.js"

const id = (index: number) => index.toString(16).padStart(32, "0")

const courseOf = (number: string) => {
  const fate = fateOf(number)
  if (!("calls" in fate)) throw new Error("it is called")
  return fate.calls
}

/** Lone surrogates too: what a client has sent comes back as it was. */
const text = FastCheck.string({ unit: "binary", maxLength: 20 })
const reference = FastCheck.option(text, { nil: undefined })

const jobs = FastCheck.record({
  index: FastCheck.nat(),
  acceptedAt: FastCheck.nat(2 ** 50),
  reference,
  documents: FastCheck.array(
    FastCheck.record({ fileName: text, bytes: FastCheck.uint8Array({ maxLength: 3000 }) }),
    { minLength: 1, maxLength: 3 }
  ),
  recipients: FastCheck.array(
    FastCheck.record({
      number: FastCheck.constantFrom("15005550001", "15005550002", "018555808797"),
      reference
    }),
    { minLength: 1, maxLength: 3 }
  )
}).map(
  ({ acceptedAt, documents, index, recipients, reference: ofJob }): Job => ({
    sendId: SendId.make(id(index)),
    acceptedAt,
    ...(ofJob === undefined ? {} : { reference: ofJob }),
    documents: documents.map((document, order) => ({ ...document, order })),
    messages: recipients.map(({ number, reference: own }, nth) => ({
      messageId: MessageId.make(id(index + nth)),
      number: FaxNumber.make(number),
      ...(own === undefined ? {} : { reference: own }),
      timetable: { acceptedAt, course: courseOf(number), pauses: [] }
    }))
  })
)

const jobOf = (index: number, number = "15005550001"): Job => ({
  sendId: SendId.make(id(index)),
  acceptedAt: index,
  documents: [{ fileName: "a.txt", order: 0, bytes: new Uint8Array(600).fill(index) }],
  messages: [
    {
      messageId: MessageId.make(id(index)),
      number: FaxNumber.make(number),
      timetable: { acceptedAt: index, course: courseOf(number), pauses: [] }
    }
  ]
})

describe("packed jobs", () => {
  it("come back as they were, in any of the ways to look at them", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.array(jobs, { maxLength: 30 }), (given) => {
        const packed = new PackedJobs()
        const taken = given.filter((job) => packed.push(job))
        const numbers = taken.map((_, number) => number)
        expect(packed.messages).toBe(taken.reduce((sum, job) => sum + job.messages.length, 0))
        expect([...packed.since(0)]).toEqual(taken)
        expect(numbers.map((number) => packed.sendIdOf(number))).toEqual(
          taken.map(({ sendId }) => sendId)
        )
        const heads: Array<unknown> = []
        packed.each((...head) => heads.push(head))
        expect(heads).toEqual(
          taken.map(({ acceptedAt, messages }, number) => [number, acceptedAt, messages.length])
        )
        const last = numbers.at(-1)
        const made = last === undefined ? undefined : packed.job(last)
        if (last !== undefined) expect(packed.job(last)).toBe(made)
        const drained = packed.drain()
        expect(drained).toEqual(taken)
        expect(drained.at(-1)).toBe(made)
        expect(packed.isEmpty).toBe(true)
      }),
      { numRuns: 50 }
    )
  })

  it("are forgotten in the order in which they came, with what they held, and their memory is used again", () => {
    const packed = new PackedJobs()
    const held: Array<number> = []
    for (let index = 0; index < 500; index++) {
      expect(packed.push(jobOf(index))).toBe(true)
      if (index >= 50) held.push(packed.shift())
    }
    expect(new Set(held)).toEqual(new Set([bytesOf(jobOf(0))]))
    expect([...packed.since(0)]).toEqual(Array.from({ length: 50 }, (_, at) => jobOf(450 + at)))
  })

  it("are as they were for somebody who reads them after they were forgotten", () => {
    const packed = new PackedJobs()
    for (let index = 0; index < 100; index++) packed.push(jobOf(index))
    const later = packed.since(60)
    for (let index = 100; index < 400; index++) {
      packed.shift()
      packed.push(jobOf(index))
    }
    expect([...later].map(({ acceptedAt }) => acceptedAt)).toEqual(
      Array.from({ length: 40 }, (_, at) => 60 + at)
    )
  })

  it.each<[string, (job: Job) => Job]>([
    [
      "of a scenario",
      (job) => ({ ...job, messages: job.messages.map((it) => ({ ...it, scenario: "busy" })) })
    ],
    [
      "of another course",
      (job) => ({
        ...job,
        messages: job.messages.map((it) => ({
          ...it,
          timetable: { ...it.timetable, course: [{ after: 0, lasts: 0, ends: "busy" }] }
        }))
      })
    ],
    [
      "with a long document",
      (job) => ({ ...job, documents: [{ fileName: "a", order: 0, bytes: new Uint8Array(9000) }] })
    ]
  ])("are none %s", (_what, change) => {
    expect(new PackedJobs().push(change(jobOf(1)))).toBe(false)
  })
})

describe("an inbox of packed jobs", () => {
  const newInbox = (isRecorded = false) =>
    new Inbox(
      "demo",
      realTime,
      new PageCounts(undefined),
      () => {},
      () => isRecorded
    )

  it("has them in the order in which they came, packed or not", () => {
    const inbox = newInbox()
    for (let index = 0; index < 30; index++) {
      if (index % 10 === 7) inbox.add(jobOf(index))
      else inbox.receive(jobOf(index))
    }
    expect(inbox.size).toBe(30)
    for (let gone = 0; gone < 5; gone++) inbox.removeOldest()
    const expected = Array.from({ length: 25 }, (_, at) => 5 + at)
    expect(inbox.heads.map(({ acceptedAt }) => acceptedAt)).toEqual(expected)
    expect(inbox.fax(id(29), 0)?.acceptedAt).toBe(29)
    expect(Array.from(inbox.jobs, ({ acceptedAt }) => acceptedAt)).toEqual(expected)
    expect(inbox.size).toBe(25)
  })

  it("gives one page of them without making the others", () => {
    const inbox = newInbox()
    for (let index = 0; index < 100; index++) inbox.receive(jobOf(index))
    const last = inbox.heads.at(-1)
    if (last === undefined) throw new Error("there are some")
    expect(inbox.faxesAt(last, 0)).toMatchObject([{ acceptedAt: 99 }])
    expect(inbox.heads.filter(({ of }) => typeof of !== "number")).toEqual([])
  })

  it("tells whoever writes it down of everything once, whatever was looked at between", () => {
    const inbox = newInbox(true)
    const told = () => {
      const { gone, jobs: packed, unpacked } = inbox.unwritten()
      const moved = unpacked.map(({ sendId }) => sendId)
      return { packed: Array.from(packed, ({ acceptedAt }) => acceptedAt), moved, gone }
    }
    for (let index = 0; index < 3; index++) inbox.receive(jobOf(index))
    expect(told()).toEqual({ packed: [0, 1, 2], moved: [], gone: [] })
    inbox.receive(jobOf(3))
    inbox.removeOldest()
    expect(told()).toEqual({ packed: [3], moved: [], gone: [id(0)] })
    inbox.receive(jobOf(4))
    inbox.receive(jobOf(5))
    expect(inbox.job(id(4))?.acceptedAt).toBe(4)
    inbox.receive(jobOf(6))
    expect(told()).toEqual({ packed: [6], moved: [id(4), id(5)], gone: [] })
    expect(told()).toEqual({ packed: [], moved: [], gone: [] })
  })
})

const most = 6

/** Jobs of one time, as while the clock stands still: then only their order tells which came first. */
const atOnce = (index: number, size: number): Job => {
  const { documents, messages, sendId } = jobOf(index)
  return {
    sendId,
    acceptedAt: 0,
    documents: documents.map((it) => ({ ...it, bytes: new Uint8Array(size).fill(index) })),
    messages: messages.map((it) => ({ ...it, timetable: { ...it.timetable, acceptedAt: 0 } }))
  }
}

const steps = FastCheck.array(
  FastCheck.oneof(
    { weight: 6, arbitrary: FastCheck.constant("receive" as const) },
    { weight: 2, arbitrary: FastCheck.constant("receive a large one" as const) },
    FastCheck.constantFrom(
      ...(["look", "page", "hold", "remove", "clear", "write", "restore"] as const)
    )
  ),
  { maxLength: 25 }
)

const jobsIn = (tenants: Tenants) => [...(tenants.find("demo")?.inbox.jobs ?? [])]
const newTenants = () => new Tenants({ limits: { faxes: most } }, () => {})

/** Jobs as they are, but for what is no data. */
const plain = (jobs: ReadonlyArray<Job>) =>
  jobs.map(({ documents, messages, sendId }) => ({
    sendId,
    data: documents.map(({ bytes }) => [bytes.length, bytes[0]]),
    holds: messages.map(({ timetable }) => timetable.pauses.length)
  }))

it("an inbox and its state file have what came, in its order, whatever is looked at between", async () => {
  const folder = await mkdtemp(join(tmpdir(), "fax-mock-"))
  let runs = 0
  await FastCheck.assert(
    FastCheck.asyncProperty(steps, async (taken) => {
      const path = join(folder, `state-${++runs}`)
      const tenants = newTenants()
      const tenant = Either.getOrThrow(tenants.of("demo"))
      const { inbox } = tenant
      const file = new StateFile(path, tenants)
      let model: Array<Job> = []
      let snapshot = inbox.state
      let kept = model
      let next = 1
      const take = (job: Job) => {
        tenants.receive(tenant, job)
        model = [...model, job].slice(-most)
      }
      const act = {
        receive: () => take(atOnce(next++, 10)),
        "receive a large one": () => take(atOnce(next++, 9000)),
        look: () => void inbox.fax(id(next - 1), 0),
        page: () => void inbox.heads.slice(-2).map((head) => inbox.faxesAt(head, 0)),
        hold: () => {
          const job = model.at(-1)
          const message = job?.messages[0]
          if (job === undefined || message === undefined) return
          const { timetable } = message
          if (timetable.pauses.length > 0) return
          inbox.hold(message.messageId, 0)
          const held = { ...message, timetable: { ...timetable, pauses: [{ from: 0 }] } }
          model = [...model.slice(0, -1), { ...job, messages: [held] }]
        },
        remove: () => {
          const [, job] = model
          if (job === undefined) return
          tenants.remove(tenant, job)
          model = model.filter((one) => one !== job)
        },
        clear: () => {
          inbox.clear()
          tenants.recount()
          model = []
        },
        restore: () => {
          const [now, then] = [inbox.state, model]
          inbox.restore(snapshot)
          tenants.recount()
          model = kept
          snapshot = now
          kept = then
        },
        write: () => Effect.runPromise(file.write)
      }
      // What changes after the first write is written beside it.
      act.receive()
      await act.write()
      for (const step of taken) {
        await act[step]()
        expect(inbox.size).toBe(model.length)
      }
      await Effect.runPromise(file.write)
      const copy = `${path}.copy`
      await copyFile(path, copy).catch(() => {})
      const other = newTenants()
      const read = new StateFile(copy, other)
      expect(plain(jobsIn(other))).toEqual(plain(model))
      expect(plain(jobsIn(tenants))).toEqual(plain(model))
      await Effect.runPromise(Effect.all([read.close, file.close]))
    }),
    { numRuns: 25, examples: [[["receive", "receive a large one"]]] }
  )
  await rm(folder, { recursive: true })
})
