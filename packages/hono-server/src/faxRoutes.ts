import { Duration, Effect, Exit, type ManagedRuntime } from "effect"
import { type Context, Hono } from "hono"
import { answerOfFailure, internalError, methodNotAllowed, notFound } from "./answers.js"
import type { FaxServices, Handler } from "./Handler.js"
import { oauth } from "./oauth.js"
import type { BodyLimits } from "./readBody.js"
import { search } from "./search.js"
import { send } from "./send.js"
import { status } from "./status.js"

export interface FaxRoutesOptions {
  /** Runs every request. Whoever made it disposes it. */
  readonly runtime: ManagedRuntime.ManagedRuntime<FaxServices, never>
  /** Largest body of a send, in bytes; base64 makes it a third larger than its documents. Default 100 MiB. */
  readonly bodyLimit?: number
  /**
   * A body that brings less than 500 bytes a second over such a span is answered 408, and a small one
   * must be whole within one. Default 15 seconds.
   */
  readonly bodyTimeout?: Duration.DurationInput
}

/**
 * The FaxingCenter API over the four services, to serve as it is or to mount in an app with
 * `app.route("/fax", faxRoutes({ runtime }))`.
 */
export const faxRoutes = (options: FaxRoutesOptions): Hono => {
  const { runtime } = options
  const limits: BodyLimits = {
    bytes: options.bodyLimit ?? 100 * 1024 * 1024,
    span: Duration.toMillis(options.bodyTimeout ?? "15 seconds")
  }

  const run =
    (handler: Handler) =>
    async (c: Context): Promise<Response> => {
      const { signal } = c.req.raw
      const answer = Effect.catchAll(handler(c.req, limits), (failure) =>
        Effect.succeed(answerOfFailure(failure))
      )
      const exit = await runtime.runPromiseExit(answer, { signal })
      if (Exit.isSuccess(exit)) return exit.value
      if (!signal.aborted) {
        runtime.runFork(Effect.logError(`${c.req.method} ${c.req.path} failed`, exit.cause))
      }
      return internalError()
    }

  const app = new Hono()
  app.post("/oauth", run(oauth)).all(() => methodNotAllowed("POST"))
  app.post("/api/rest/fax/send", run(send)).all(() => methodNotAllowed("POST"))
  app.get("/api/rest/fax/status", run(status)).all(() => methodNotAllowed("GET, HEAD"))
  app.get("/api/rest/fax/search", run(search)).all(() => methodNotAllowed("GET, HEAD"))
  app.notFound(notFound)
  app.onError(internalError)
  return app
}
