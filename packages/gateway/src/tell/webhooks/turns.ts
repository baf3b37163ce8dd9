import { isMail } from "../mail/mailPlace.js"

/** A webhook on its way. */
interface Turn {
  readonly client: number
  readonly url: string
}

/** What has all that it may have at once. */
interface Full {
  readonly clients: ReadonlyArray<number>
  readonly places: ReadonlyArray<{ readonly client: number; readonly beginning: string }>
}

/** What all webhooks to a server begin with: for mail, the one mail server is meant. */
const beginningOf = (url: string) => (isMail(url) ? "mailto:" : `${new URL(url).origin}/`)

/**
 * Who may send a webhook now, of `atOnce` in all. A place, which is one server to one client, has at
 * most an eighth of them and a client a quarter, so that neither a receiver nor a client that lets them
 * hang keeps the others waiting.
 */
export const makeTurns = (atOnce: number) => {
  const perPlace = Math.max(1, Math.floor(atOnce / 8))
  const perClient = Math.max(1, Math.floor(atOnce / 4))
  let all = 0
  const clients = new Map<number, number>()
  const places = new Map<
    string,
    { readonly client: number; readonly beginning: string; n: number }
  >()

  const placeOf = (turn: Turn) => `${turn.client} ${beginningOf(turn.url)}`
  const count = (turn: Turn, by: number) => {
    all += by
    const name = placeOf(turn)
    const n = (places.get(name)?.n ?? 0) + by
    if (n === 0) places.delete(name)
    else places.set(name, { client: turn.client, beginning: beginningOf(turn.url), n })
    const ofClient = (clients.get(turn.client) ?? 0) + by
    if (ofClient === 0) clients.delete(turn.client)
    else clients.set(turn.client, ofClient)
  }
  const mayBegin = (turn: Turn) =>
    all < atOnce &&
    (clients.get(turn.client) ?? 0) < perClient &&
    (places.get(placeOf(turn))?.n ?? 0) < perPlace

  return {
    begin: (turn: Turn) => count(turn, 1),
    end: (turn: Turn) => count(turn, -1),
    full: (): Full => ({
      clients: [...clients].filter(([, n]) => n >= perClient).map(([client]) => client),
      places: [...places.values()].filter(({ n }) => n >= perPlace)
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
