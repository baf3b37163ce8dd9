import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import Pg from "pg"

/**
 * Connections that may break at any time without ending the process: one that nobody uses, or that is
 * being closed, has nobody else to tell.
 */
export const makePool = (options: Pg.PoolConfig): Effect.Effect<Pg.Pool, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const pool = new Pg.Pool({ connectionTimeoutMillis: 5_000, ...options })
      pool.on("error", () => undefined)
      pool.on("connect", (client) => client.on("error", () => undefined))
      return pool
    }),
    (pool) => Effect.promise(() => pool.end())
  )
