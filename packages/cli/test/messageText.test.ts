import { expect, it } from "@effect/vitest"
import { messageText } from "../src/gateway/messageText.js"

const at = "2026-11-29T12:00:00.000Z"

const message = (status: string, last: string, reason?: string) =>
  messageText({
    messageId: "01a2286e6c0000000000000000000001",
    sendId: "01a2286e6c0000000000000000000002",
    faxNumber: "13862345671",
    status,
    state: status,
    acceptedAt: at,
    callsMade: 1,
    callsAllowed: 3,
    deadline: at,
    cancelRequested: false,
    documents: [],
    attempts: [{ startedAt: at, endedAt: at, outcome: { kind: "failed", reason: last } }],
    ...(reason === undefined ? {} : { reason })
  })

it.each([
  ["delivered", "unknown_outcome", undefined, true],
  ["failed", "unknown_outcome", "busy", true],
  ["failed", "unknown_outcome", "unknown_outcome", false],
  ["failed", "busy", "busy", false],
  ["processing", "unknown_outcome", undefined, false]
] as const)("%s after %s, for %s, was settled by a person: %s", (status, last, reason, settled) => {
  expect(message(status, last, reason).includes("by a person")).toBe(settled)
})
