import { expect, it } from "@effect/vitest"
import { makeTurns } from "../src/tell/webhooks/turns.js"

const posts = (client: number, url: string, n: number) =>
  Array.from({ length: n }, () => ({ client, url }))

it("a place has an eighth of the turns, a client a quarter, and all get theirs in order", () => {
  const turns = makeTurns(16)
  const waiting = [
    ...posts(1, "https://slow.example/a?order=1", 9),
    ...posts(1, "https://other.example/", 9),
    ...posts(1, "https://third.example/", 9),
    ...posts(2, "https://slow.example/b", 9)
  ]
  const chosen = turns.choose(waiting)
  expect(chosen.map(({ client, url }) => `${client} ${url}`)).toEqual([
    ...Array(2).fill("1 https://slow.example/a?order=1"),
    ...Array(2).fill("1 https://other.example/"),
    ...Array(2).fill("2 https://slow.example/b")
  ])
  chosen.forEach(turns.begin)
  expect(turns.choose(waiting)).toEqual([])
  expect(turns.full()).toMatchObject({
    clients: [1],
    places: [
      { client: 1, beginning: "https://slow.example/" },
      { client: 1, beginning: "https://other.example/" },
      { client: 2, beginning: "https://slow.example/" }
    ]
  })
  chosen.forEach(turns.end)
  expect(turns.full()).toEqual({ clients: [], places: [] })
  expect(turns.choose(waiting)).toEqual(chosen)
})

it("never more than all, however many clients there are", () => {
  const turns = makeTurns(4)
  const waiting = Array.from({ length: 9 }, (_, client) => ({ client, url: "https://a.example/" }))
  expect(turns.choose(waiting).map(({ client }) => client)).toEqual([0, 1, 2, 3])
})
