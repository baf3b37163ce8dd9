import type { MessageStatus } from "@faxingcenter/core"

const statuses = ["processing", "delivered", "failed"] as const

/** `1`, `2`, `3`, as on the wire. */
export const codeOf = (status: MessageStatus): number => statuses.indexOf(status) + 1

export const statusOfCode = (code: number): MessageStatus => statuses[code - 1] ?? "processing"

export const allCodes: ReadonlyArray<number> = [1, 2, 3]
