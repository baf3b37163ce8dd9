import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import {
  adminPassword,
  missingForHylafax,
  type PrivateHylafax,
  startHylafax
} from "../../../../scripts/line/hylafax.mjs"
import { ended, home } from "../fax.js"
import { at, endsOf, type ServedGateway, sendFax, serveGateway } from "../servedGateway.js"

const rounds = 10
const missing =
  process.env.TORTURE_ROUNDS === undefined
    ? "that takes minutes, and belongs to pnpm torture"
    : missingForHylafax()
if (missing !== undefined) console.warn(`SKIPPED: nothing is killed on a real line: ${missing}`)

let hylafax: PrivateHylafax
const figures: Array<Record<string, string | number>> = []

const settings = () => ({
  FAXINGCENTER_GATEWAY_TRANSPORT: "hylafax",
  FAXINGCENTER_GATEWAY_HYLAFAX: `${hylafax.host}:${hylafax.port}*${hylafax.senders.length}`,
  FAXINGCENTER_GATEWAY_LINES: `${hylafax.senders.length}`,
  FAXINGCENTER_GATEWAY_HYLAFAX_ADMIN_PASSWORD: adminPassword,
  FAXINGCENTER_GATEWAY_CALLS: "1"
})
const stopped = () => undefined
const serve = (database: string, client?: ServedGateway) =>
  serveGateway(join(home, database), { env: settings(), ...(client && { client }) }, stopped)

const until = async (what: string, isSo: () => boolean) => {
  for (let looks = 0; looks < 1200; looks++) {
    if (isSo()) return
    await pause(50)
  }
  throw new Error(`${what} does not come`)
}

/** The calls that the exchange itself saw to a number, and how often a fax machine there was done with a whole fax. */
const seenAt = (number: string) => {
  const events = hylafax.events()
  const calls = events
    .filter((each) => each.event === "dial" && each.number === number)
    .map(({ call }) => call)
  const of = (event: string) =>
    events.filter((each) => each.event === event && calls.includes(each.call))
  return {
    dials: calls.length,
    isOn: of("agreed").length > 0 && of("end").length === 0,
    wholeFaxes: of("end").filter(({ code }) => code === 0).length
  }
}

/** The last two digits: a fax machine on a line that leaves time for a kill. */
const numberOf = (series: number, round: number) => `1305${series}${100 + round}21`

interface Sent {
  readonly id: string
  readonly number: string
}

/** Sends a fax, and comes back in the middle of its call. */
const callIsOn = async (gateway: ServedGateway, number: string): Promise<Sent> => {
  const { messageId } = await sendFax(gateway, number, 4000)
  if (messageId === undefined) throw new Error("The fax was not accepted")
  await until(`the call to ${number}`, () => seenAt(number).isOn)
  return { id: messageId, number }
}

const outcomesOf = async (what: string, gateway: ServedGateway, sent: ReadonlyArray<Sent>) => {
  await endsOf(gateway, new Set(sent.map(({ id }) => id)))
  const outcomes = await Promise.all(
    sent.map(async ({ id, number }) => {
      const { json } = await gateway.call("GET", `/gateway/v1/messages/${id}`)
      const { dials, wholeFaxes } = seenAt(number)
      return { state: at(json, "state"), callsMade: at(json, "callsMade"), dials, wholeFaxes }
    })
  )
  const sum = (of: (outcome: (typeof outcomes)[number]) => number) =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0)
  figures.push({
    "kill -9 in mid-call of": what,
    kills: sent.length,
    delivered: outcomes.filter(({ state }) => state === "delivered").length,
    "calls that the gateway asked for": sum(({ callsMade }) => Number(callsMade)),
    "calls at the exchange": sum(({ dials }) => dials),
    "faxes that arrived whole": sum(({ wholeFaxes }) => wholeFaxes)
  })
  return outcomes
}

describe.skipIf(missing !== undefined)("kill -9 in the middle of a real call", () => {
  beforeAll(async () => {
    hylafax = await startHylafax({ lines: 9 })
  }, 60_000)
  afterAll(async () => {
    console.table(figures)
    await hylafax?.stop()
  }, 60_000)

  const once = { state: "delivered", callsMade: 1, dials: 1, wholeFaxes: 1 }
  const everyRound = Array.from({ length: rounds }, (_, round) => round)

  it("of the gateway loses no fax, and nobody is called twice", async () => {
    const sent: Array<Sent> = []
    let gateway = await serve("killed.db")
    for (const round of everyRound) {
      sent.push(await callIsOn(gateway, numberOf(700, round)))
      await ended(gateway.child, "SIGKILL")
      gateway = await serve("killed.db", gateway)
    }
    const outcomes = await outcomesOf("the gateway", gateway, sent)
    await gateway.stop()
    expect(outcomes).toEqual(everyRound.map(() => once))
  }, 600_000)

  it("of hfaxd loses no fax, and nobody is called twice", async () => {
    const gateway = await serve("hfaxd.db")
    const sent: Array<Sent> = []
    for (const round of everyRound) {
      sent.push(await callIsOn(gateway, numberOf(701, round)))
      await hylafax.kill("hfaxd")
      await pause(500)
      await hylafax.restart("hfaxd")
    }
    const outcomes = await outcomesOf("hfaxd", gateway, sent)
    await gateway.stop()
    expect(outcomes).toEqual(everyRound.map(() => once))
  }, 600_000)

  it("of faxq with faxsend makes HylaFAX call again by itself, and the fax arrives once", async () => {
    const gateway = await serve("faxq.db")
    const sent: Array<Sent> = []
    for (const round of everyRound) {
      const fax = await callIsOn(gateway, numberOf(702, round))
      sent.push(fax)
      await hylafax.kill("faxq")
      await hylafax.restart("faxq")
      // The next kill is not to meet this one's second call.
      await endsOf(gateway, new Set([fax.id]))
    }
    const outcomes = await outcomesOf("faxq with faxsend", gateway, sent)
    await gateway.stop()
    // The gateway asked for one call each; the second is HylaFAX's own.
    expect(outcomes).toEqual(everyRound.map(() => ({ ...once, dials: 2 })))
  }, 900_000)
})
