import { MessageId, SendId, Status, statusAll, watch } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type ContractCase, check, checkEqual, failsWith } from "../ContractCase.js"
import { hook, Target } from "../Target.js"
import { manyNumbers, sendLetter } from "./fixtures.js"

export const statusCases: ReadonlyArray<ContractCase> = [
  {
    name: "a job is found by its send id at once, with its messages in order",
    needs: [],
    run: Effect.gen(function* () {
      const numbers = manyNumbers(3)
      const receipt = yield* sendLetter(numbers)
      const { messages, pager } = yield* (yield* Status).ofSend(receipt.sendId)
      yield* checkEqual(
        "messages",
        messages.map(({ faxNumber, messageId, sendId }) => ({ faxNumber, messageId, sendId })),
        receipt.messages.map(({ faxNumber, messageId }) => ({
          faxNumber,
          messageId,
          sendId: receipt.sendId
        }))
      )
      yield* checkEqual("the pager", pager, {
        pageCount: 1,
        itemCountPerPage: 100,
        first: 1,
        current: 1,
        last: 1,
        currentItemCount: 3,
        totalItemCount: 3,
        firstItemNumber: 1,
        lastItemNumber: 3
      })
    })
  },
  {
    name: "what is not known yet is absent",
    needs: [],
    run: Effect.gen(function* () {
      const { sendId } = yield* sendLetter()
      const { messages } = yield* (yield* Status).ofSend(sendId)
      for (const message of messages.filter(({ status }) => status === "processing")) {
        yield* check("receivedOn", !("receivedOn" in message), message, "absent while processing")
      }
    })
  },
  {
    name: "one message is found by its message id, alone or with its job",
    needs: [],
    run: Effect.gen(function* () {
      const { messages, sendId } = yield* sendLetter(manyNumbers(2))
      const status = yield* Status
      for (const { faxNumber, messageId } of messages) {
        const alone = yield* status.ofMessage(messageId)
        const within = yield* status.ofMessage(messageId, sendId)
        yield* checkEqual("by id alone", [alone.messageId, alone.faxNumber], [messageId, faxNumber])
        yield* checkEqual("with its job", [within.messageId, within.sendId], [messageId, sendId])
      }
    })
  },
  {
    name: "unknown ids, and a message of another job, are not found",
    needs: [],
    run: Effect.gen(function* () {
      const status = yield* Status
      const one = yield* sendLetter()
      const other = yield* sendLetter()
      const [message] = one.messages
      const nobody = "f".repeat(32)
      yield* failsWith("an unknown job", status.ofSend(SendId.make(nobody)), "NotFound")
      yield* failsWith("an unknown message", status.ofMessage(MessageId.make(nobody)), "NotFound")
      if (message !== undefined) {
        yield* failsWith(
          "a message of another job",
          status.ofMessage(message.messageId, other.sendId),
          "NotFound"
        )
      }
    })
  },
  {
    name: "a delivered message has its time, attempts and pages",
    needs: ["settle"],
    run: Effect.gen(function* () {
      const settle = yield* hook("settle")
      const { sendId } = yield* sendLetter()
      yield* settle(sendId)
      const { messages } = yield* (yield* Status).ofSend(sendId)
      for (const message of messages) {
        yield* checkEqual("the status", message.status, "delivered")
        yield* check("attempts", (message.attempts ?? 0) >= 1, message, "at least 1")
        yield* check("pages", (message.pages ?? 0) >= 1, message, "at least 1")
        const { receivedOn, sentOn } = message
        yield* check(
          "receivedOn",
          receivedOn !== undefined && DateTime.greaterThanOrEqualTo(receivedOn, sentOn),
          message,
          "not before sentOn"
        )
      }
    })
  },
  {
    name: "a fax that fails ends as failed, and has never been received",
    needs: ["settle", "failure"],
    run: Effect.gen(function* () {
      const settle = yield* hook("settle")
      const { numbers } = yield* Target
      if (numbers.failed === undefined) return
      const { sendId } = yield* sendLetter([numbers.failed])
      yield* settle(sendId)
      const { messages } = yield* (yield* Status).ofSend(sendId)
      yield* checkEqual(
        "statuses",
        messages.map((message) => message.status),
        ["failed"]
      )
      yield* check(
        "receivedOn",
        messages.every((it) => !("receivedOn" in it)),
        messages,
        "absent"
      )
    })
  },
  {
    name: "watching a job tells of every message, and stops when all have ended",
    needs: ["settle"],
    run: Effect.gen(function* () {
      const settle = yield* hook("settle")
      const { messages, sendId } = yield* sendLetter(manyNumbers(2))
      yield* settle(sendId)
      const seen = yield* Stream.runCollect(watch(sendId))
      const ended = [...seen].filter(({ status }) => status === "delivered")
      yield* checkEqual(
        "messages that ended",
        ended.map((message) => message.messageId),
        messages.map((message) => message.messageId)
      )
    })
  },
  {
    name: "a job of more than a page of recipients is read page by page",
    needs: ["volume"],
    run: Effect.gen(function* () {
      const numbers = manyNumbers(130)
      const { sendId } = yield* sendLetter(numbers)
      const second = yield* (yield* Status).ofSend(sendId, 2)
      const { firstItemNumber, lastItemNumber, pageCount, totalItemCount } = second.pager
      yield* checkEqual(
        "the second page",
        { firstItemNumber, lastItemNumber, pageCount, totalItemCount },
        { firstItemNumber: 101, lastItemNumber: 130, pageCount: 2, totalItemCount: 130 }
      )
      const all = yield* Stream.runCollect(statusAll(sendId))
      yield* checkEqual(
        "all numbers",
        [...all].map((message) => message.faxNumber),
        numbers
      )
    })
  }
]
