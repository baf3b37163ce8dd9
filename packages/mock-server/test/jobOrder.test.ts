import { FaxNumber, MessageId, SendId } from "@faxingcenter/core"
import { expect, it } from "vitest"
import { realTime } from "../src/simulation/ClientClock.js"
import { Inbox } from "../src/simulation/Inbox.js"
import type { Job } from "../src/simulation/Job.js"
import { JobOrder } from "../src/simulation/JobOrder.js"
import { PageCounts } from "../src/simulation/PageCounts.js"

const id = (index: number) => String(index).padStart(32, "0")

const jobOf = (index: number): Job => ({
  sendId: SendId.make(id(index)),
  acceptedAt: 0,
  documents: [],
  messages: [
    {
      messageId: MessageId.make(id(index)),
      number: FaxNumber.make("15005550001"),
      timetable: { acceptedAt: 0, course: [{ after: 0, lasts: 0, ends: "delivered" }], pauses: [] }
    }
  ]
})

it.each([
  ["the oldest goes", (index: number) => index - 50],
  ["the newest goes", (index: number) => (index % 3 === 0 ? -1 : index - 1)],
  ["every third goes, much later", (index: number) => (index < 1000 ? -1 : (index - 1000) * 3)]
])("the first job of all inboxes is known where %s", (_what, goes) => {
  const order = new JobOrder()
  const inboxes = ["a", "b"].map(
    (client) => new Inbox(client, realTime, new PageCounts(undefined), () => {})
  )
  /** The same, kept plainly. */
  const kept = new Map<string, Inbox>()
  const wrong: Array<number> = []
  for (let index = 0; index < 8000; index++) {
    const job = jobOf(index)
    const inbox = inboxes[index % 7 === 0 ? 1 : 0]
    if (inbox === undefined) throw new Error("there are two")
    // In this order, as `Tenants` does.
    order.add(inbox, job.sendId)
    inbox.add(job)
    kept.set(job.sendId, inbox)
    const going = id(goes(index))
    if (kept.has(going)) {
      kept.get(going)?.remove(going)
      kept.delete(going)
      order.gone()
    }
    const [first] = kept
    if (order.first?.sendId !== first?.[0] || order.first?.inbox !== first?.[1]) wrong.push(index)
  }
  expect(wrong).toEqual([])
})
