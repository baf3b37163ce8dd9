import * as Schema from "effect/Schema"

/** A name as people see it: without white space around it, and with single spaces inside. */
export const tidyName = (name: string): string => name.trim().replaceAll(/\s+/gu, " ")

/**
 * A key that is equal for names too similar to tell clients apart: case and white space do not matter, nor
 * in which of its forms Unicode writes a letter.
 *
 * @example
 * ```ts
 * import { clientLabel } from "@faxingcenter/gateway/manage"
 *
 * console.log(clientLabel("  Billing  Desk ") === clientLabel("billing desk")) // true
 * ```
 */
export const clientLabel = (name: string): string => tidyName(name.normalize("NFKC")).toLowerCase()

/** Another client has this name, or one that differs only in case and white space. */
export class ClientNameTaken extends Schema.TaggedError<ClientNameTaken>()("ClientNameTaken", {
  name: Schema.String,
  /** Of the client that has it. */
  clientId: Schema.String
}) {
  override get message() {
    return `The name ${this.name} is that of the client ${this.clientId}; choose another, or give that client a new secret`
  }
}
