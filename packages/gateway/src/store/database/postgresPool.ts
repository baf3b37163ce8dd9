import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type Pg from "pg"

/**
 * An address as the driver takes it without a word on stderr: it reads `prefer`, `require` and `verify-ca` as
 * `verify-full`, and warns that it will not always.
 */
export const addressOf = (url: Redacted.Redacted): string => {
  const address = Redacted.value(url)
  return /[?&]uselibpqcompat=true\b/.test(address)
    ? address
    : address.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, "$1verify-full")
}

/** Loaded when it is used: a third of what a gateway on SQLite takes to start. */
export const postgresDriver = Effect.promise(async () => (await import("pg")).default)

/**
 * Connections that may break at any time without ending the process: one that nobody uses, or that is
 * being closed, has nobody else to tell.
 */
export const makePool = (
  options: Pg.PoolConfig,
  settings: { readonly synchronous_commit?: "off" } = {}
): Effect.Effect<Pg.Pool, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.map(postgresDriver, ({ Pool }) => {
      // With `pipeline`, what is set below may be on its way as the first query follows.
      const pool = new Pool({ connectionTimeoutMillis: 5_000, pipeline: true, ...options })
      pool.on("error", () => undefined)
      pool.on("connect", (client) => {
        client.on("error", () => undefined)
        // Compiling a query takes longer than any of ours takes to run, however large the tables are.
        const all = Object.entries({ jit: "off", ...settings })
        client
          .query(all.map(([name, value]) => `SET ${name} = ${value}`).join("; "))
          .catch(() => undefined)
      })
      return pool
    }),
    (pool) => Effect.promise(() => pool.end())
  )
