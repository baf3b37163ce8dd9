import type { Client } from "@faxingcenter/core"
import * as Redacted from "effect/Redacted"
import { FirstKey } from "./FirstKey.js"
import type { Tenant } from "./Tenants.js"

/** Tokens of one client that are kept; the oldest go first. */
const mostTokens = 10_000

export class IssuedToken {
  #client: Client | undefined

  /** `expiresAt`: epoch milliseconds on the client's clock. */
  constructor(
    readonly tenant: Tenant,
    readonly expiresAt: number
  ) {}

  /** Who calls with it: the same object for each call. Most tokens are never used. */
  client(token: string): Client {
    this.#client ??= { clientId: this.tenant.client, token: Redacted.make(token) }
    return this.#client
  }
}

/** Those of one client, in the order in which they were issued. */
class OwnTokens {
  readonly tokens = new Set<string>()
  readonly oldest = new FirstKey(this.tokens)
}

/** The access tokens that were issued. They survive a reset of the inbox. */
export class Tokens {
  readonly #tokens = new Map<string, IssuedToken>()
  readonly #ofClient = new Map<string, OwnTokens>()

  add(token: string, issued: IssuedToken): void {
    const { client } = issued.tenant
    const own = this.#ofClient.get(client) ?? new OwnTokens()
    this.#ofClient.set(client, own)
    own.tokens.add(token)
    this.#tokens.set(token, issued)
    const oldest = own.tokens.size > mostTokens ? own.oldest.value : undefined
    if (oldest === undefined) return
    own.tokens.delete(oldest)
    this.#tokens.delete(oldest)
  }

  find(token: string): IssuedToken | undefined {
    return this.#tokens.get(token)
  }

  /** Knows no token of a client any more. */
  forget(client: string): void {
    for (const token of this.#ofClient.get(client)?.tokens ?? []) this.#tokens.delete(token)
    this.#ofClient.delete(client)
  }

  /** Makes every token of a client as good as expired. */
  expire(client: string): void {
    for (const token of this.#ofClient.get(client)?.tokens ?? []) {
      const issued = this.#tokens.get(token)
      if (issued !== undefined) {
        this.#tokens.set(token, new IssuedToken(issued.tenant, Number.NEGATIVE_INFINITY))
      }
    }
  }
}
