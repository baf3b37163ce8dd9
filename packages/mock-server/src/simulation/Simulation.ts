import { Auth, Search, Send, Status } from "@faxingcenter/core"
import { Context, Effect, Layer } from "effect"
import { fateOf } from "../line/testNumbers.js"
import { makeAuth } from "./auth.js"
import { Inboxes } from "./Inboxes.js"
import { limitsOf, type SimulationOptions } from "./Options.js"
import { makeRandomHex } from "./randomHex.js"
import { makeSearch } from "./search.js"
import { makeSend } from "./send.js"
import { makeStatus } from "./status.js"

/** The simulated service from behind: what its clients have sent, their clocks and tokens. */
export class Simulation extends Context.Tag("@faxingcenter/mock-server/Simulation")<
  Simulation,
  {
    readonly inboxes: Inboxes
    /** Makes every token of a client as good as expired. */
    readonly expireTokens: (client: string) => void
  }
>() {}

/**
 * The four services over a simulated line, in memory, and the simulation behind them. Each layer
 * built is a service of its own.
 */
export const layer = (
  options: SimulationOptions = {}
): Layer.Layer<Auth | Send | Status | Search | Simulation> =>
  Layer.effectContext(
    Effect.sync(() => {
      const inboxes = new Inboxes(limitsOf(options.limits))
      const randomHex = makeRandomHex(options.seed)
      const { expireTokens, ...auth } = makeAuth(inboxes, randomHex, options)
      const rules = {
        fateOf: (_client: string, { number }: { readonly number: string }) => fateOf(number),
        countPages: (documents: ReadonlyArray<unknown>) => Effect.succeed(documents.length)
      }
      return Context.make(Simulation, { inboxes, expireTokens }).pipe(
        Context.add(Auth, auth),
        Context.add(Send, makeSend(inboxes, randomHex, rules)),
        Context.add(Status, makeStatus(inboxes)),
        Context.add(Search, makeSearch(inboxes))
      )
    })
  )
