import { Auth, Search } from "@faxingcenter/core"
import { proxyOf } from "@faxingcenter/core/node"
import { HylafaxTransport } from "@faxingcenter/gateway"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { explain } from "../explain.js"
import type { Failure } from "../Failure.js"
import { table } from "../format/table.js"
import { deliveryOf } from "../gateway/deliveryOf.js"
import { loadSettings } from "../serve/loadSettings.js"
import { provideClient } from "../settings/client.js"
import { type Connection, connection, profileFlag } from "../settings/connection.js"
import { serverClock } from "../settings/serverClock.js"
import type { ServerLine } from "../settings/serverLine.js"
import { print, printJson } from "../terminal/output.js"
import { styleFor } from "../terminal/style.js"

interface Check {
  readonly name: string
  readonly ok: boolean
  readonly found: string
}

/** More than this between the clocks, and a search by time misses faxes at its ends. */
const clockToleranceMillis = 60_000

const check = (name: string, found: Effect.Effect<string, Failure>): Effect.Effect<Check> =>
  Effect.match(found, {
    onFailure: (failure) => ({ name, ok: false, found: explain(failure).message }),
    onSuccess: (text) => ({ name, ok: true, found: text })
  })

const clockCheck = (settings: Connection): Effect.Effect<ReadonlyArray<Check>> =>
  Effect.gen(function* () {
    const asked = yield* Clock.currentTimeMillis
    const found = yield* Effect.either(serverClock(settings.baseUrl))
    if (found._tag === "Left") {
      return [{ name: "address", ok: false, found: `${settings.baseUrl}: ${found.left.message}` }]
    }
    const reached: Check = { name: "address", ok: true, found: `${settings.baseUrl} answers` }
    if (found.right === undefined) return [reached]
    const seconds = Math.round((asked - found.right) / 1000)
    return [
      reached,
      {
        name: "clock",
        ok: Math.abs(seconds) * 1000 <= clockToleranceMillis,
        found:
          Math.abs(seconds) <= 2
            ? "agrees with the service's"
            : `${Math.abs(seconds)} s ${seconds > 0 ? "ahead of" : "behind"} the service's${
                Math.abs(seconds) * 1000 <= clockToleranceMillis ? "" : "; set it (NTP)"
              }`
      }
    ]
  })

/** The proxy that the variables name, if any; without its password. */
const proxyCheck = ({ baseUrl }: Connection): Effect.Effect<Check> =>
  Effect.try(() => proxyOf(new URL(baseUrl))).pipe(
    Effect.match({
      onFailure: ({ error }) => ({
        name: "proxy",
        ok: false,
        found: error instanceof Error ? error.message : String(error)
      }),
      onSuccess: (proxy) => ({
        name: "proxy",
        ok: true,
        found: proxy === undefined ? "none" : `${proxy.protocol}//${proxy.host}`
      })
    })
  )

const checksOf = (profile: string | undefined): Effect.Effect<ReadonlyArray<Check>> =>
  Effect.gen(function* () {
    const node: Check = { name: "node", ok: true, found: process.version }
    const settings = yield* Effect.either(connection(profile))
    if (settings._tag === "Left") {
      return [node, { name: "credentials", ok: false, found: explain(settings.left).message }]
    }
    const account = settings.right
    const credentials: Check = {
      name: "credentials",
      ok: true,
      found: `${account.clientId}, from ${account.source}`
    }
    const proxy = yield* proxyCheck(account)
    if (!proxy.ok) return [node, credentials, proxy]
    const reached = yield* clockCheck(account)
    if (reached.some(({ name, ok }) => name === "address" && !ok)) {
      return [node, credentials, proxy, ...reached]
    }
    const now = yield* DateTime.now
    const line: ServerLine = { transport: undefined }
    const token = yield* check(
      "token",
      Effect.as(
        Effect.flatMap(Auth, (service) => service.authenticate(account)),
        "the service issues one"
      ).pipe(provideClient(account, line))
    )
    const search = check(
      "search",
      Effect.map(
        Effect.flatMap(Search, (service) =>
          service.find({ from: DateTime.subtract(now, { days: 1 }), to: now })
        ),
        ({ pager }) => `works: ${pager.totalItemCount} message(s) in the last day`
      ).pipe(provideClient(account))
    )
    const first = [node, credentials, proxy, ...reached, token]
    if (!token.ok) return first
    const searched = yield* search
    // Only a gateway names a transport.
    return line.transport === undefined
      ? [...first, searched]
      : [...first, searched, yield* check("delivery", deliveryOf(account.baseUrl))]
  })

/** What each HylaFAX server says of its modems, where servers are given or set. */
const hylafaxChecks = (given: string | undefined) =>
  Effect.gen(function* () {
    const settings = yield* loadSettings(given === undefined ? {} : { hylafax: given }, undefined)
    return yield* Effect.forEach(settings.hylafax, (place) => {
      const { hylafaxAdminPassword: adminPassword, hylafaxPassword: password } = settings
      const user = settings.hylafaxUser
      const name = `hylafax ${place.host}:${place.port}`
      return Effect.match(HylafaxTransport.modemsOf({ ...place, user, password, adminPassword }), {
        onFailure: ({ message }): Check => ({ name, ok: false, found: message }),
        onSuccess: (modems): Check => ({
          name,
          ok: true,
          found: `answers: ${modems.map((modem) => modem.replace("|", ": ")).join("; ")}`
        })
      })
    })
  })

const hylafax = Flag.text("hylafax", "HOST:PORT", {
  summary:
    "Check a HylaFAX server and its modems too (default: FAXINGCENTER_GATEWAY_HYLAFAX, if it is set)"
})

export const doctor = defineCommand({
  name: "doctor",
  summary: "Check that the configuration works",
  details:
    "Checks the credentials, connects to the service, compares the clocks, gets a token, runs a search and asks a gateway whether it delivers. Sends nothing. Exits with 11 if something is wrong.",
  flags: { profile: profileFlag, hylafax, json: jsonFlag },
  examples: [{ line: "fax doctor", does: "Find out why nothing works" }],
  run: (given) =>
    Effect.gen(function* () {
      const checks = [...(yield* checksOf(given.profile)), ...(yield* hylafaxChecks(given.hylafax))]
      const ok = checks.every((each) => each.ok)
      const style = styleFor("stdout")
      yield* given.json
        ? printJson({ ok, checks })
        : print(
            table(
              ["CHECK", "", "FOUND"],
              checks.map((each) => [
                each.name,
                each.ok ? style("green", "ok") : style("red", "problem"),
                each.found
              ])
            )
          )
      return ok ? exitCodes.ok : exitCodes.problemsFound
    })
})
