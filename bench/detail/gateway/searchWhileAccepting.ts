import { Agent, get } from "node:http"
import {
  type Accepted,
  accepted,
  median,
  percentile,
  type Server,
  startServer
} from "./httpLoad.js"
import { shapesOf, type Wanted } from "./manyMessages.js"

const searchesPerSecond = 20
const rounds = 5

const queryOf = ({ criteria: { from, to, number, status }, offset }: Wanted) =>
  new URLSearchParams({
    from_date: new Date(from).toISOString(),
    to_date: new Date(to).toISOString(),
    p: String(offset / 100 + 1),
    ...(number === undefined ? {} : { fax_number: number }),
    ...(status === undefined ? {} : { status: "3" })
  })

/** Searches at a steady rate until it is stopped, and tells what each took. */
const startSearching = (server: Server, total: number) => {
  const shapes = Object.values(shapesOf(total))
  const agent = new Agent({ keepAlive: true })
  const times: Array<number> = []
  let sent = 0
  let answered = 0
  let onIdle = () => {}
  const search = () => {
    const wanted = shapes[sent % shapes.length]?.()
    if (wanted === undefined) return
    sent += 1
    const from = performance.now()
    get(
      {
        agent,
        port: server.port,
        path: `/api/rest/fax/search?${queryOf(wanted)}`,
        headers: { authorization: `Bearer ${server.token}` }
      },
      (response) => {
        // The last page may be gone past by the guess at where it is.
        if (response.statusCode !== 200 && response.statusCode !== 404) {
          throw new Error(`a search was answered with ${response.statusCode}`)
        }
        response.resume().once("end", () => {
          times.push(performance.now() - from)
          answered += 1
          if (answered === sent) onIdle()
        })
      }
    )
  }
  const timer = setInterval(search, 1000 / searchesPerSecond)
  return async () => {
    clearInterval(timer)
    if (answered < sent) {
      await new Promise<void>((resolve) => {
        onIdle = resolve
      })
    }
    agent.destroy()
    return times
  }
}

/** How much of the speed of acceptance is left while somebody searches through so many messages. */
export const searchWhileAccepting = async (file: string, total: number) => {
  const server = await startServer("group", file)
  const alone: Array<Accepted> = []
  const both: Array<Accepted> = []
  const times: Array<number> = []
  for (let round = 0; round < rounds; round++) {
    alone.push(await accepted(server))
    const stop = startSearching(server, total)
    both.push(await accepted(server))
    times.push(...(await stop()))
  }
  server.stop()
  const of = (all: ReadonlyArray<Accepted>, which: keyof Accepted) =>
    median(all.map((one) => one[which]))
  console.log(
    `acceptance over ${total} messages, 64 connections: ${of(alone, "rate")}/s; with ${searchesPerSecond} searches/s ${of(both, "rate")}/s: ${(of(both, "rate") / of(alone, "rate")).toFixed(2)} (wanted 0.9)`
  )
  // What the server used beyond what its faxes take, whatever part of the processor others left to it.
  const extra = of(both, "share") - (of(both, "rate") * of(alone, "cost")) / 1000
  console.log(
    `a search takes ${((1000 * extra) / searchesPerSecond).toFixed(1)} ms of the processor, a fax ${of(alone, "cost").toFixed(2)} ms: ${(1 - extra).toFixed(2)} of a processor is left to acceptance (wanted 0.9)`
  )
  console.log(
    `searches meanwhile, over HTTP: p50 ${percentile(times, 0.5).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms`
  )
}
