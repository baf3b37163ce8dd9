// graphile-worker or pg-boss alone: as many jobs as it is told, which do nothing, so many at once. Sends the rate of those
// after the first fifth, and the microseconds of the processor that each cost this process. `graphile-worker-together` fetches
// and completes many jobs with one statement, over as many connections as the gateway gives to its engine.
import { createRequire } from "node:module"

const [engine, connectionString, jobs, atOnce, folder] = process.argv.slice(2)
const peers = createRequire(folder)
const total = Number(jobs)
const concurrency = Number(atOnce)
const warmUp = total / 5

let done = 0
let from = 0
let before = process.cpuUsage()
let finish = () => {}
const finished = new Promise((resolve) => {
  finish = resolve
})
const onDone = () => {
  done += 1
  if (done === warmUp) {
    from = performance.now()
    before = process.cpuUsage()
  }
  if (done < total) return
  const { system, user } = process.cpuUsage(before)
  const counted = total - warmUp
  finish({ rate: (counted * 1000) / (performance.now() - from), cost: (system + user) / counted })
}

/** With the settings that the engine comes with; and with those that the gateway runs it with, as far as it has them. */
const workerOptions =
  engine === "graphile-worker-together"
    ? {
        maxPoolSize: 4,
        preset: {
          worker: {
            completeJobBatchDelay: 0,
            failJobBatchDelay: 0,
            localQueue: { size: concurrency }
          }
        }
      }
    : { maxPoolSize: concurrency }

const graphile = async () => {
  const { Logger, makeWorkerUtils, run } = peers("graphile-worker")
  const logger = new Logger(() => () => {})
  const utils = await makeWorkerUtils({ connectionString, logger })
  await utils.migrate()
  for (let i = 0; i < total; i += 1000) {
    await utils.addJobs(
      Array.from({ length: Math.min(1000, total - i) }, (_, j) => ({
        identifier: "fax",
        payload: { id: i + j }
      }))
    )
  }
  const runner = await run({
    connectionString,
    concurrency,
    ...workerOptions,
    noHandleSignals: true,
    logger,
    taskList: { fax: async () => {} }
  })
  runner.events.on("job:complete", onDone)
}

/** Its workers look for jobs twice a second at most: whoever wants more of it fetches them. */
const boss = async () => {
  const PgBoss = peers("pg-boss")
  const boss = new PgBoss({ connectionString, max: concurrency, supervise: false, schedule: false })
  await boss.start()
  await boss.createQueue("fax")
  for (let i = 0; i < total; i += 1000) {
    await boss.insert(
      Array.from({ length: Math.min(1000, total - i) }, (_, j) => ({
        name: "fax",
        data: { id: i + j }
      }))
    )
  }
  for (let worker = 0; worker < concurrency; worker++) {
    void (async () => {
      for (;;) {
        const [job] = await boss.fetch("fax")
        if (job === undefined) return
        await boss.complete("fax", job.id)
        onDone()
      }
    })()
  }
}

await (engine === "pg-boss" ? boss() : graphile())
process.send(await finished, () => process.exit())
