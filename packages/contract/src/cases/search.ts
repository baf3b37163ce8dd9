import { type Message, Search, type SearchQuery, Status, searchAll } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type ContractCase, check, checkEqual, failsWith } from "../ContractCase.js"
import { hook, Target } from "../Target.js"
import { manyNumbers, sendLetter } from "./fixtures.js"

/** The messages of a new job, and the second they were sent in. */
const sent = (count: number) =>
  Effect.gen(function* () {
    const receipt = yield* sendLetter(manyNumbers(count))
    const { messages } = yield* (yield* Status).ofSend(receipt.sendId)
    const times = messages.map((message) => message.sentOn.epochMillis).sort()
    return {
      receipt,
      ids: receipt.messages.map((message) => message.messageId),
      from: DateTime.unsafeMake(times[0] ?? 0),
      to: DateTime.unsafeMake(times[times.length - 1] ?? 0)
    }
  })

const found = (query: SearchQuery) =>
  Effect.map(
    Stream.runCollect(searchAll(query)),
    (messages): ReadonlyArray<Message> => [...messages]
  )

const hour = { hours: 1 }

export const searchCases: ReadonlyArray<ContractCase> = [
  {
    name: "a message is found with its own sentOn as both ends",
    needs: [],
    run: Effect.gen(function* () {
      const { from, ids, to } = yield* sent(1)
      const messages = yield* found({ from, to })
      const all = messages.map((message) => message.messageId)
      yield* check(
        "the message",
        ids.every((id) => all.includes(id)),
        all,
        `with ${ids.join()}`
      )
    })
  },
  {
    name: "nothing is found outside the range",
    needs: [],
    run: Effect.gen(function* () {
      const { from, ids, to } = yield* sent(1)
      const early = {
        from: DateTime.subtract(from, hour),
        to: DateTime.subtract(from, { seconds: 1 })
      }
      const late = { from: DateTime.add(to, { seconds: 1 }), to: DateTime.add(to, hour) }
      for (const range of [early, late]) {
        const all = (yield* found(range)).map((message) => message.messageId)
        yield* check("messages", !ids.some((id) => all.includes(id)), all, `without ${ids.join()}`)
      }
    })
  },
  {
    name: "number and status narrow a search",
    needs: ["settle", "failure"],
    run: Effect.gen(function* () {
      const settle = yield* hook("settle")
      const { numbers } = yield* Target
      if (numbers.failed === undefined) return
      const { sendId } = yield* sendLetter([numbers.delivered, numbers.failed])
      yield* settle(sendId)
      const page = yield* (yield* Status).ofSend(sendId)
      const [message] = page.messages
      if (message === undefined) return
      const sentOn = DateTime.toUtc(message.sentOn)
      const range = { from: sentOn, to: DateTime.add(sentOn, { seconds: 2 }) }
      const ofJob = (query: Partial<SearchQuery>) =>
        Effect.map(found({ ...range, ...query }), (all) =>
          all.filter((message) => message.sendId === sendId).map((message) => message.faxNumber)
        )
      yield* checkEqual("by number", yield* ofJob({ number: numbers.failed }), [numbers.failed])
      yield* checkEqual("by status", yield* ofJob({ status: "delivered" }), [numbers.delivered])
      yield* checkEqual(
        "by both",
        yield* ofJob({ number: numbers.failed, status: "delivered" }),
        []
      )
    })
  },
  {
    name: "pages hold every message once, and say where they stand",
    needs: ["volume"],
    run: Effect.gen(function* () {
      const { from, ids, to } = yield* sent(230)
      const search = yield* Search
      const first = yield* search.find({ from, to })
      const {
        currentItemCount,
        firstItemNumber,
        itemCountPerPage,
        lastItemNumber,
        totalItemCount
      } = first.pager
      yield* checkEqual(
        "the first page",
        {
          currentItemCount,
          firstItemNumber,
          itemCountPerPage,
          lastItemNumber,
          length: first.messages.length
        },
        {
          currentItemCount: 100,
          firstItemNumber: 1,
          itemCountPerPage: 100,
          lastItemNumber: 100,
          length: 100
        }
      )
      yield* check("the total", totalItemCount >= 230, totalItemCount, "at least 230")
      const all = (yield* found({ from, to })).map((message) => message.messageId)
      yield* check("ids", new Set(all).size === all.length, all.length, "each once")
      yield* check(
        "ids",
        ids.every((id) => all.includes(id)),
        all.length,
        "all 230 of the job"
      )
    })
  },
  {
    name: "a page past the last is not found",
    needs: [],
    run: Effect.gen(function* () {
      const { from, to } = yield* sent(1)
      yield* failsWith(
        "page 1000000000",
        Effect.flatMap(Search, (search) => search.find({ from, to, page: 1_000_000_000 })),
        "NotFound"
      )
    })
  },
  {
    name: "a range that ends before it begins is refused",
    needs: [],
    run: Effect.gen(function* () {
      const from = DateTime.unsafeMake("2014-04-08T00:00:00Z")
      yield* failsWith(
        "from after to",
        (yield* Search).find({ from, to: DateTime.subtract(from, { seconds: 1 }) }),
        "Rejected"
      )
    })
  }
]
