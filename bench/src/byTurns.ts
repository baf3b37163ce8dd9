import type { Figure } from "./Benchmark.js"
import type { Order, Server, Turn } from "./Server.js"

/** What one of them is asked. */
export interface Asked {
  readonly server: Server
  readonly requests: ReadonlyArray<string>
}

/** How it is asked. */
export interface Rounds {
  readonly what: string
  readonly connections: number
  readonly rounds?: number
  readonly millis?: number
  /** Before the first round, for the compiler to get to know the program; 0 where it does. */
  readonly warmUp?: number
  /** See `Order`. */
  readonly rate?: number
  /** Before each turn of a server. */
  readonly before?: (server: Server) => Promise<void>
}

/** Asks each for a while, one after the other, and again: whatever else the machine does falls on all of them. */
export const byTurns = async (
  asked: ReadonlyArray<Asked>,
  { before, connections, millis = 1000, rate, rounds = 7, warmUp = 3000, what }: Rounds
) => {
  const turns = new Map<string, Array<Turn>>(asked.map(({ server }) => [server.who, []]))
  const order = (requests: ReadonlyArray<string>, span: number): Order => ({
    connections,
    millis: span,
    requests,
    ...(rate === undefined ? {} : { rate })
  })
  for (const { requests, server } of warmUp > 0 ? asked : []) {
    await before?.(server)
    await server.turn(order(requests, warmUp))
  }
  for (let round = 0; round < rounds; round++) {
    for (const { requests, server } of asked) {
      await before?.(server)
      turns.get(server.who)?.push(await server.turn(order(requests, millis)))
    }
  }
  const rates = (who: string) => (turns.get(who) ?? []).map(({ rate }) => rate)
  const figures: ReadonlyArray<Figure> = asked.map(({ server }) => ({
    who: server.who,
    what,
    unit: "/s",
    values: rates(server.who)
  }))
  return { figures, rates, turns: (who: string) => turns.get(who) ?? [] }
}
