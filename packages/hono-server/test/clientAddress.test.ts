import { BlockList, isIP } from "node:net"
import { it } from "@effect/vitest"
import type { Credentials } from "@faxingcenter/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { describe, expect } from "vitest"
import { clientAddress } from "../src/node/clientAddress.js"
import { serveNode } from "../src/node/index.js"
import { serving } from "./serving.js"

const proxies = new BlockList()
proxies.addSubnet("10.0.0.0", 8, "ipv4")
proxies.addSubnet("fd00::", 8, "ipv6")
const isTrusted = (address: string) =>
  isIP(address) !== 0 && proxies.check(address, isIP(address) === 6 ? "ipv6" : "ipv4")

describe("the address of a client, by who connects and X-Forwarded-For, is", () => {
  it.each<readonly [what: string, peer: string, header: string, client: string]>([
    ["whoever connects, without the header", "198.51.100.7", "", "198.51.100.7"],
    ["whoever connects, unless it is a proxy", "198.51.100.7", "192.0.2.1", "198.51.100.7"],
    ["a proxy itself, where it says nothing", "10.0.0.1", "", "10.0.0.1"],
    ["whom a proxy names", "10.0.0.1", "192.0.2.1", "192.0.2.1"],
    ["whom the last of two proxies names", "10.0.0.1", "192.0.2.1, 10.0.0.2", "192.0.2.1"],
    ["not what a client wrote before", "10.0.0.1", "1.1.1.1, 192.0.2.1", "192.0.2.1"],
    ["not a proxy that a client claims", "10.0.0.1", "10.9.9.9, 192.0.2.1", "192.0.2.1"],
    ["not behind a stranger", "10.0.0.1", "1.1.1.1, 192.0.2.1, 10.0.0.2", "192.0.2.1"],
    ["the first, where all are proxies", "10.0.0.1", "10.0.0.3,10.0.0.2", "10.0.0.3"],
    ["the proxy's, where it hides whom it names", "10.0.0.1", "unknown", "10.0.0.1"],
    ["the proxy's, where nobody is named last", "10.0.0.1", "192.0.2.1,", "10.0.0.1"],
    ["without a port", "10.0.0.1", "192.0.2.1:4711", "192.0.2.1"],
    ["an IPv6 one", "fd00::1", "2001:db8::7", "2001:db8::7"],
    ["an IPv6 one with a port", "fd00::1", "[2001:db8::7]:4711", "2001:db8::7"],
    ["an IPv6 one in quotes", "fd00::1", '"[2001:db8::7]"', "2001:db8::7"],
    ["one, however it is spelled", "fd00::1", "2001:0DB8:0:0::0007", "2001:db8::7"],
    ["IPv4, where IPv6 carries it", "::ffff:10.0.0.1", "::FFFF:192.0.2.1", "192.0.2.1"],
    ["no name", "10.0.0.1", "evil.example", "10.0.0.1"],
    ["nothing longer than an address", "10.0.0.1", "192.0.2.1 <script>", "10.0.0.1"],
    ["nothing with a zone", "10.0.0.1", "fe80::1%eth0", "10.0.0.1"],
    ["no number", "10.0.0.1", "3221225985", "10.0.0.1"]
  ])("%s", (_what, peer, header, client) => {
    expect(clientAddress(peer, header, isTrusted)).toBe(client)
  })
})

it.live(
  "a guess comes from the client of a proxy that is believed, and from no other's words",
  () =>
    Effect.gen(function* () {
      const seen: Array<string | undefined> = []
      const authenticate = ({ origin }: Credentials) => {
        seen.push(origin)
        return Effect.succeed({ token: Redacted.make("t"), expiresIn: Duration.hours(1) })
      }
      const routes = serving({ authenticate })
      yield* Effect.addFinalizer(() => Effect.promise(routes.dispose))
      const guess = (url: string, headers: Record<string, string>) =>
        Effect.promise(() =>
          fetch(`${url}/oauth`, {
            method: "POST",
            headers: { "content-type": "application/json", ...headers },
            body: '{"client_id":"a","client_secret":"b","grant_type":"client_credentials"}'
          })
        )
      const said = { "x-forwarded-for": "1.1.1.1, 192.0.2.1" }
      const open = yield* serveNode(routes.app)
      yield* guess(open.url, said)
      const stranger = yield* serveNode(routes.app, { trustedProxies: ["10.0.0.0/8"] })
      yield* guess(stranger.url, said)
      const behind = yield* serveNode(routes.app, { trustedProxies: ["127.0.0.1"] })
      yield* guess(behind.url, said)
      yield* guess(behind.url, { forwarded: "for=192.0.2.9" })
      expect(seen).toEqual(["127.0.0.1", "127.0.0.1", "192.0.2.1", "127.0.0.1"])
    }).pipe(Effect.scoped)
)
