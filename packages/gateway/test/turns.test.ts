import { expect, it } from "@effect/vitest"
import * as Fc from "effect/FastCheck"
import { makeTurns } from "../src/tell/webhooks/turns.js"

const posts = (client: number, server: string, n: number) =>
  Array.from({ length: n }, () => ({ client, server }))

it("a server has an eighth of the turns, a client a quarter, and all get theirs in order", () => {
  const turns = makeTurns(16)
  const waiting = [
    ...posts(1, "https://slow.example/", 9),
    ...posts(1, "https://other.example/", 9),
    ...posts(1, "https://third.example/", 9),
    ...posts(2, "https://slow.example/", 9)
  ]
  const chosen = turns.choose(waiting)
  expect(chosen.map(({ client, server }) => `${client} ${server}`)).toEqual([
    ...Array(2).fill("1 https://slow.example/"),
    ...Array(2).fill("1 https://other.example/"),
    ...Array(2).fill("2 https://slow.example/")
  ])
  chosen.forEach(turns.begin)
  expect(turns.choose(waiting)).toEqual([])
  expect(turns.full()).toMatchObject({
    clients: [1],
    servers: [
      { client: 1, server: "https://slow.example/" },
      { client: 1, server: "https://other.example/" },
      { client: 2, server: "https://slow.example/" }
    ]
  })
  chosen.forEach(turns.end)
  expect(turns.full()).toEqual({ clients: [], servers: [] })
  expect(turns.choose(waiting)).toEqual(chosen)
})

it("never more than all, however many clients there are", () => {
  const turns = makeTurns(4)
  const waiting = Array.from({ length: 9 }, (_, client) => ({
    client,
    server: "https://a.example/"
  }))
  expect(turns.choose(waiting).map(({ client }) => client)).toEqual([0, 1, 2, 3])
})

it("however much a client lets hang, another needs at most three times as many rounds", () => {
  /** Rounds until all posts of client 2 were sent; those of client 1 never end. */
  const rounds = (atOnce: number, due: ReadonlyArray<{ client: number; server: string }>) => {
    const turns = makeTurns(atOnce)
    let left = due
    for (let round = 1; ; round++) {
      const { clients, servers } = turns.full()
      // As the database chooses: the oldest, but none of who has all that it may have.
      const candidates = left
        .filter(
          ({ client, server }) =>
            !clients.includes(client) &&
            !servers.some((full) => full.client === client && full.server === server)
        )
        .slice(0, 4 * atOnce)
      const chosen = turns.choose(candidates)
      chosen.forEach(turns.begin)
      left = left.filter((one) => !chosen.includes(one))
      for (const one of chosen) if (one.client === 2) turns.end(one)
      if (round === 2000 || !left.some(({ client }) => client === 2)) return round
    }
  }
  const posted = (client: number) =>
    Fc.array(
      Fc.record({
        client: Fc.constant(client),
        server: Fc.integer({ min: 0, max: 20 }).map((i) => `https://${i}.example/`)
      }),
      { minLength: 1, maxLength: 400 }
    )
  Fc.assert(
    Fc.property(Fc.integer({ min: 8, max: 64 }), posted(1), posted(2), (atOnce, hostile, own) => {
      const alone = rounds(atOnce, own)
      expect(rounds(atOnce, [...hostile, ...own])).toBeLessThanOrEqual(3 * alone)
    }),
    { numRuns: 60 }
  )
})
