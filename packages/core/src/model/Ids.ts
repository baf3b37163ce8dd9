import * as Schema from "effect/Schema"

const hex = /^[0-9a-f]{32}$/i

const hexId = <const Brand extends string>(brand: Brand, description: string) =>
  Schema.String.pipe(
    Schema.pattern(hex, { message: () => `${brand} must be 32 hexadecimal digits` }),
    Schema.brand(brand),
    Schema.annotations({ identifier: brand, description })
  )

/** One accepted job, `sid` on the wire: 32 hexadecimal digits. */
export const SendId = hexId("SendId", "One accepted job (sid): 32 hexadecimal digits")
export type SendId = typeof SendId.Type
export const isSendId = (value: unknown): value is SendId =>
  typeof value === "string" && hex.test(value)

/** One recipient of a job, `mid` on the wire: 32 hexadecimal digits. */
export const MessageId = hexId("MessageId", "One recipient of a job (mid): 32 hexadecimal digits")
export type MessageId = typeof MessageId.Type
export const isMessageId = (value: unknown): value is MessageId =>
  typeof value === "string" && hex.test(value)

/** One received fax: 32 hexadecimal digits. */
export const ReceivedFaxId = hexId("ReceivedFaxId", "One received fax: 32 hexadecimal digits")
export type ReceivedFaxId = typeof ReceivedFaxId.Type
