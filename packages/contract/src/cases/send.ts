import { Document, FaxNumber, Send, Status } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type ContractCase, check, checkEqual, failsWith } from "../ContractCase.js"
import { hook, Target } from "../Target.js"
import { letter, manyNumbers, sendLetter } from "./fixtures.js"

/** Every byte there is, in lengths that end base64 with each padding. */
const allBytes = (length: number) => Uint8Array.from({ length }, (_, index) => index % 256)

const number = (digits: string) => FaxNumber.make(digits)

export const sendCases: ReadonlyArray<ContractCase> = [
  {
    name: "a receipt has one message for each recipient, in order",
    needs: [],
    run: Effect.gen(function* () {
      const numbers = manyNumbers(3)
      const receipt = yield* sendLetter(numbers)
      yield* checkEqual(
        "numbers",
        receipt.messages.map((message) => message.faxNumber),
        numbers
      )
      const ids = new Set(receipt.messages.map((message) => message.messageId))
      yield* check("message ids", ids.size === 3, [...ids], "three different ones")
      yield* checkEqual("documents", receipt.documentCount, 1)
    })
  },
  {
    name: "the service's own example numbers are taken as they are",
    needs: [],
    run: Effect.gen(function* () {
      const numbers = [number("018555808797"), number("13862345678")]
      const receipt = yield* sendLetter(numbers, { reference: "order 4711" })
      yield* checkEqual(
        "numbers",
        receipt.messages.map((message) => message.faxNumber),
        numbers
      )
    })
  },
  {
    name: "a number that comes twice is two messages: each recipient is one",
    needs: [],
    run: Effect.gen(function* () {
      const { numbers } = yield* Target
      const twice = [numbers.delivered, FaxNumber.make(`+${numbers.delivered.replace(/^\+/, "")}`)]
      const receipt = yield* sendLetter(twice)
      yield* checkEqual(
        "numbers",
        receipt.messages.map((message) => message.faxNumber.replace(/^\+/, "")),
        twice.map((given) => given.replace(/^\+/, ""))
      )
      const ids = new Set(receipt.messages.map((message) => message.messageId))
      yield* check("message ids", ids.size === 2, [...ids], "two different ones")
    })
  },
  {
    name: "two sends of the same fax are two jobs",
    needs: [],
    run: Effect.gen(function* () {
      const first = yield* sendLetter()
      const second = yield* sendLetter()
      yield* check("send ids", first.sendId !== second.sendId, first.sendId, "different ones")
    })
  },
  {
    name: "documents arrive byte for byte, in their order, from memory and from streams",
    needs: ["received"],
    run: Effect.gen(function* () {
      const received = yield* hook("received")
      const { numbers } = yield* Target
      const streamed = Stream.make(allBytes(7), new Uint8Array(0), allBytes(500).subarray(7))
      const receipt = yield* Send.submit({
        recipients: [{ number: numbers.delivered, reference: "ours" }],
        documents: [
          Document.fromBytes('first "quoted" \u00fc.bin', allBytes(256)),
          Document.fromBytes("second.bin", allBytes(257)),
          Document.fromStream("third.bin", streamed)
        ]
      })
      const documents = yield* received(receipt.sendId)
      yield* checkEqual(
        "names",
        documents.map((document) => document.fileName),
        ['first "quoted" \u00fc.bin', "second.bin", "third.bin"]
      )
      yield* checkEqual(
        "bytes",
        documents.map((document) => [...document.bytes]),
        [[...allBytes(256)], [...allBytes(257)], [...allBytes(7), ...allBytes(500).subarray(7)]]
      )
      yield* checkEqual("documents", receipt.documentCount, 3)
    })
  },
  {
    name: "a document without data is refused",
    needs: [],
    run: Effect.gen(function* () {
      const empty = Document.fromStream("empty.pdf", Stream.empty)
      yield* failsWith(
        "an empty document",
        Effect.flatMap(Target, ({ numbers }) =>
          Send.submit({ recipients: [{ number: numbers.delivered }], documents: [letter, empty] })
        ),
        "DocumentMissing"
      )
    })
  },
  {
    name: "one refused number refuses the whole job, and says which",
    needs: ["refusal"],
    run: Effect.gen(function* () {
      const { numbers } = yield* Target
      if (numbers.refused === undefined) return
      const recipients = [{ number: numbers.delivered }, { number: numbers.refused }]
      const error = yield* failsWith(
        "a refused number",
        Send.submit({ recipients, documents: [letter] }),
        "InvalidNumber"
      )
      yield* checkEqual("the culprit", error.culprit, numbers.refused)
    })
  },
  {
    name: "an account without funds is told so",
    needs: ["refusal"],
    run: Effect.gen(function* () {
      const { numbers } = yield* Target
      if (numbers.unfunded === undefined) return
      const recipients = [{ number: numbers.unfunded }]
      yield* failsWith(
        "no funds",
        Send.submit({ recipients, documents: [letter] }),
        "InsufficientFunds"
      )
    })
  },
  {
    name: "what another account sends is not found",
    needs: ["strangers"],
    run: Effect.gen(function* () {
      const asStranger = yield* hook("asStranger")
      const { sendId } = yield* sendLetter()
      const status = yield* Status
      yield* status.ofSend(sendId)
      yield* asStranger(
        failsWith(
          "a stranger's job",
          Effect.flatMap(Status, (theirs) => theirs.ofSend(sendId)),
          "NotFound"
        )
      )
    })
  }
]
