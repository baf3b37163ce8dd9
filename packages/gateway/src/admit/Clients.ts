import { FaxError } from "@faxingcenter/core"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { type AccessRow, makeAccessList } from "../store/clients/accessList.js"
import type { DatabaseError } from "../store/database/Database.js"
import { Sender } from "../store/Sender.js"
import { ClientNameTaken, clientLabel, tidyName } from "./clientName.js"
import { hashSecret, newClientId, newSecret } from "./secrets.js"

/** A program that may send through this gateway. */
export const ApiClient = Schema.Struct({
  clientId: Schema.String,
  name: Schema.String,
  /** Requests it may make in a minute; as many as it likes when absent. */
  perMinute: Schema.optionalWith(Schema.Int, { exact: true }),
  /** Who its faxes say they are from, where a send says nothing else. */
  from: Schema.optionalWith(Sender, { exact: true }),
  createdAt: Schema.DateTimeUtc,
  revokedAt: Schema.optionalWith(Schema.DateTimeUtc, { exact: true })
}).annotations({ identifier: "ApiClient" })
export interface ApiClient extends Schema.Schema.Type<typeof ApiClient> {}

/** What a client gets once, and nobody can read again. */
export interface NewCredentials {
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
}

/**
 * The clients of this gateway. Each change is written into the audit log under the name of `actor`.
 *
 * @example
 * ```ts
 * import { Clients } from "@faxingcenter/gateway"
 * import { Effect, Redacted } from "effect"
 *
 * const newSecret = (clientId: string) =>
 *   Effect.gen(function* () {
 *     const clients = yield* Clients
 *     const { clientSecret } = yield* clients.rotate(clientId, "anna")
 *     return Redacted.value(clientSecret)
 *   }).pipe(Effect.catchTag("FaxError.NotFound", ({ message }) => Effect.fail(message)))
 * ```
 */
export class Clients extends Context.Tag("@faxingcenter/gateway/Clients")<
  Clients,
  {
    /**
     * No two clients with access are called the same, nor almost the same: see `clientLabel`. The name of a client
     * that was revoked is free.
     */
    readonly add: (
      client: { readonly name: string; readonly perMinute?: number; readonly from?: Sender },
      actor: string
    ) => Effect.Effect<NewCredentials, DatabaseError | ClientNameTaken>
    readonly list: Effect.Effect<ReadonlyArray<ApiClient>, DatabaseError>
    /**
     * A new secret; the old one is of no use from now on, nor are its tokens, unless they are kept until they
     * expire, so that programs that run go on.
     */
    readonly rotate: (
      clientId: string,
      actor: string,
      options?: { readonly keepTokens?: boolean }
    ) => Effect.Effect<NewCredentials, DatabaseError | FaxError.NotFound>
    /** How many requests it may make in a minute; as many as it likes when `undefined`. */
    readonly limit: (
      clientId: string,
      perMinute: number | undefined,
      actor: string
    ) => Effect.Effect<void, DatabaseError | FaxError.NotFound>
    /**
     * Ends its access, tokens, event streams and webhooks included. Its faxes are still delivered, and
     * nobody is told.
     */
    readonly revoke: (
      clientId: string,
      actor: string
    ) => Effect.Effect<void, DatabaseError | FaxError.NotFound>
  }
>() {}

const clientOf = (row: AccessRow): ApiClient => ({
  clientId: row.id,
  name: row.name,
  createdAt: row.created_at,
  ...(row.per_minute === null ? {} : { perMinute: row.per_minute }),
  ...(row.station_id === null && row.header === null
    ? {}
    : {
        from: {
          ...(row.station_id === null ? {} : { stationId: row.station_id }),
          ...(row.header === null ? {} : { header: row.header })
        }
      }),
  ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at })
})

const make = Effect.gen(function* () {
  const access = yield* makeAccessList
  const by = (actor: string) => Effect.map(DateTime.now, ({ epochMillis: at }) => ({ actor, at }))

  const found = (clientId: string, is: boolean) =>
    is
      ? Effect.void
      : new FaxError.NotFound({
          culprit: clientId,
          detail: "There is no such client, or its access was revoked"
        })

  return Clients.of({
    add: Effect.fn("Clients.add")(function* ({ from = {}, name: given, perMinute }, actor) {
      const name = tidyName(given)
      const label = clientLabel(name)
      const free = Effect.flatMap(access.list, (rows) => {
        const taken = rows.find((row) => row.revoked_at === null && clientLabel(row.name) === label)
        return taken === undefined
          ? Effect.void
          : new ClientNameTaken({ name: taken.name, clientId: taken.id })
      })
      yield* free
      const clientId = yield* newClientId
      const clientSecret = yield* newSecret
      const secretHash = yield* hashSecret(clientSecret)
      yield* access
        .add({ id: clientId, name, label, secretHash, perMinute, from }, yield* by(actor))
        .pipe(
          // Somebody else was faster.
          Effect.catchIf(
            ({ kind }) => kind === "conflict",
            (error) => Effect.zipRight(free, error)
          )
        )
      return { clientId, clientSecret }
    }),
    list: Effect.map(access.list, (rows) => rows.map(clientOf)),
    rotate: Effect.fn("Clients.rotate")(function* (clientId, actor, { keepTokens = false } = {}) {
      const clientSecret = yield* newSecret
      const secretHash = yield* hashSecret(clientSecret)
      yield* found(
        clientId,
        yield* access.rotate(clientId, secretHash, keepTokens, yield* by(actor))
      )
      return { clientId, clientSecret }
    }),
    limit: Effect.fn("Clients.limit")(function* (clientId, perMinute, actor) {
      yield* found(clientId, yield* access.limit(clientId, perMinute, yield* by(actor)))
    }),
    revoke: Effect.fn("Clients.revoke")(function* (clientId, actor) {
      yield* found(clientId, yield* access.revoke(clientId, yield* by(actor)))
    })
  })
})

export const layer = Layer.effect(Clients, make)
