import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Pool from "effect/Pool"
import type * as Scope from "effect/Scope"
import type { Job, Reply } from "../worker/protocol.js"
import { moved } from "./moved.js"

/** A worker that ended, or had to be ended, before it answered. */
export class WorkerLost extends Data.TaggedError("WorkerLost")<{
  readonly cause: "seconds" | "memory" | "crash"
  readonly detail: string
}> {}

interface WorkerPool {
  /** Threads at once. */
  readonly size: number
  readonly run: <J extends Job>(job: J) => Effect.Effect<Reply<J["_tag"]>, WorkerLost>
}

export interface PoolOptions {
  readonly workers: number | undefined
  readonly workerUrl: URL | undefined
  /** Bound on one job. */
  readonly seconds: number
}

/** Beside it, the sources of this package are TypeScript and need a loader; what is published does not. */
const ownWorker = () =>
  new URL(
    import.meta.url.endsWith(".ts") ? "../worker/fromSource.mjs" : "../worker/main.js",
    import.meta.url
  )

/** Heap of JavaScript objects; pixels and PDFs lie outside it and have limits of their own. */
const heapMegabytes = 256

const spawn = (url: URL): Effect.Effect<Worker, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const worker = new Worker(url, {
        name: "faxingcenter-pages",
        resourceLimits: { maxOldGenerationSizeMb: heapMegabytes, maxYoungGenerationSizeMb: 8 },
        execArgv: []
      })
      worker.unref()
      return worker
    }),
    (worker) => Effect.promise(() => worker.terminate())
  )

const codeOf = (error: unknown) =>
  error instanceof Error && "code" in error ? String(error.code) : ""

const ask = <J extends Job>(worker: Worker, job: J) =>
  Effect.async<Reply<J["_tag"]>, WorkerLost>((resume) => {
    const settle = (result: Effect.Effect<Reply<J["_tag"]>, WorkerLost>) => {
      release()
      resume(result)
    }
    const onMessage = (reply: Reply<J["_tag"]>) => settle(Effect.succeed(reply))
    const onError = (error: unknown) =>
      settle(
        new WorkerLost({
          cause: codeOf(error) === "ERR_WORKER_OUT_OF_MEMORY" ? "memory" : "crash",
          detail: error instanceof Error ? error.message : String(error)
        })
      )
    const onExit = (code: number) =>
      settle(new WorkerLost({ cause: "crash", detail: `the worker ended with code ${code}` }))
    const release = () => {
      worker.off("message", onMessage)
      worker.off("error", onError)
      worker.off("exit", onExit)
      worker.unref()
    }
    worker.on("message", onMessage)
    worker.on("error", onError)
    worker.on("exit", onExit)
    worker.ref()
    const { buffers, job: own } = moved(job)
    worker.postMessage(own, buffers)
    return Effect.sync(release)
  })

/** Threads that render, started when there is work; one that hangs or fails is replaced. */
export const make = Effect.fn("WorkerPool.make")(function* (options: PoolOptions) {
  const size = options.workers ?? Math.min(4, availableParallelism())
  const pool = yield* Pool.makeWithTTL({
    acquire: spawn(options.workerUrl ?? ownWorker()),
    min: 0,
    max: size,
    timeToLive: "30 seconds"
  })
  const run: WorkerPool["run"] = (job) =>
    Effect.flatMap(pool.get, (worker) =>
      ask(worker, job).pipe(
        Effect.timeoutFail({
          duration: options.seconds * 1000,
          onTimeout: () => new WorkerLost({ cause: "seconds", detail: "it took too long" })
        }),
        Effect.onExit((exit) =>
          Exit.isFailure(exit) || exit.value.spent ? pool.invalidate(worker) : Effect.void
        )
      )
    ).pipe(Effect.scoped)
  return { size, run } satisfies WorkerPool
})
