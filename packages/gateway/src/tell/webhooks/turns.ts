import type { Full } from "../../store/outbox/duePosts.js"

/** A webhook on its way. */
interface Turn {
  readonly client: number
  /** See `serverOf`. */
  readonly server: string
}

/**
 * Who may send a webhook now, of `atOnce` in all. A server has, for one client, at
 * most an eighth of them and a client a quarter, so that neither a receiver nor a client that lets them
 * hang keeps the others waiting. Shares, and no order as for calls and commits: a receiver that hangs has to leave places free.
 */
export const makeTurns = (atOnce: number) => {
  const perServer = Math.max(1, Math.floor(atOnce / 8))
  const perClient = Math.max(1, Math.floor(atOnce / 4))
  let all = 0
  const clients = new Map<number, number>()
  const servers = new Map<string, Turn & { readonly n: number }>()

  const nameOf = (turn: Turn) => `${turn.client} ${turn.server}`
  const count = (turn: Turn, by: number) => {
    all += by
    const name = nameOf(turn)
    const n = (servers.get(name)?.n ?? 0) + by
    if (n === 0) servers.delete(name)
    else servers.set(name, { client: turn.client, server: turn.server, n })
    const ofClient = (clients.get(turn.client) ?? 0) + by
    if (ofClient === 0) clients.delete(turn.client)
    else clients.set(turn.client, ofClient)
  }
  const mayBegin = (turn: Turn) =>
    all < atOnce &&
    (clients.get(turn.client) ?? 0) < perClient &&
    (servers.get(nameOf(turn))?.n ?? 0) < perServer

  return {
    /** Of one server and client at once. */
    perServer,
    begin: (turn: Turn) => count(turn, 1),
    end: (turn: Turn) => count(turn, -1),
    full: (): Full => ({
      clients: [...clients].filter(([, n]) => n >= perClient).map(([client]) => client),
      servers: [...servers.values()].filter(({ n }) => n >= perServer)
    }),
    /** Those of a list, in its order, that may begin together. */
    choose: <A extends Turn>(turns: ReadonlyArray<A>): ReadonlyArray<A> => {
      const chosen = turns.filter((turn) => {
        const may = mayBegin(turn)
        if (may) count(turn, 1)
        return may
      })
      for (const turn of chosen) count(turn, -1)
      return chosen
    }
  }
}
