import * as Schema from "effect/Schema"

/**
 * A key by which a gateway recognises a repeated send: 1 to 255 visible ASCII characters, which an HTTP
 * header carries unchanged.
 *
 * @example
 * ```ts
 * import { IdempotencyKey } from "@faxingcenter/core"
 *
 * const key = IdempotencyKey.make("order-4711") // throws when a header could not carry it
 * ```
 */
export const IdempotencyKey = Schema.String.pipe(
  Schema.pattern(/^[!-~]{1,255}$/, {
    message: () => "An idempotency key must have 1 to 255 visible ASCII characters"
  }),
  Schema.brand("IdempotencyKey"),
  Schema.annotations({
    identifier: "IdempotencyKey",
    description: "1 to 255 visible ASCII characters"
  })
)
export type IdempotencyKey = typeof IdempotencyKey.Type
