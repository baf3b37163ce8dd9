import { FaxClient, watch, watchReceived } from "@faxingcenter/core"
import * as NodeHttp from "@faxingcenter/core/node"
import {
  FaxingCenterTransport,
  HylafaxReceiver,
  HylafaxTransport,
  layerPostgres,
  SimulatedLine
} from "@faxingcenter/gateway"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { expect, it } from "vitest"
import { consoleRoutes } from "../src/console/index.js"
import { gatewayRoutes } from "../src/gateway/index.js"
import { faxRoutes, receivedRoutes } from "../src/index.js"
import { serveNode } from "../src/node/index.js"

type Use = (...given: ReadonlyArray<never>) => unknown

/** A public entry, what plain JavaScript gives it, and the right name of what it misspells. */
type Entry = readonly [use: Use, given: ReadonlyArray<unknown>, name: string, meant: string]

const entries: Readonly<Record<string, Entry>> = {
  faxRoutes: [faxRoutes, [{ runtime: {}, bodylimit: 1 }], "bodylimit", "bodyLimit"],
  receivedRoutes: [receivedRoutes, [{ runtime: {}, bodyTimout: 1 }], "bodyTimout", "bodyTimeout"],
  gatewayRoutes: [gatewayRoutes, [{ runtime: {}, metricKey: 1 }], "metricKey", "metricsKey"],
  consoleRoutes: [consoleRoutes, [{ runtime: {}, host: [] }], "host", "hosts"],
  serveNode: [serveNode, [{}, { hostName: "::" }], "hostName", "hostname"],
  "FaxClient.make": [FaxClient.make, [{ baseURL: "http://127.0.0.1" }], "baseURL", "baseUrl"],
  "FaxClient.layer": [FaxClient.layer, [{ timeOut: 1 }], "timeOut", "timeout"],
  watch: [watch, ["", { schedul: 1 }], "schedul", "schedule"],
  watchReceived: [watchReceived, [{ shedule: 1 }], "shedule", "schedule"],
  NodeHttp: [NodeHttp.layer, [{ keepalive: false }], "keepalive", "keepAlive"],
  SimulatedLine: [SimulatedLine.layer, [{ answer: false }], "answer", "answers"],
  "SimulatedLine.layerStored": [SimulatedLine.layerStored, ["", { fates: 1 }], "fates", "fate"],
  FaxingCenterTransport: [
    FaxingCenterTransport.layer,
    [{ fristPoll: 1 }],
    "fristPoll",
    "firstPoll"
  ],
  "FaxingCenterTransport.layerClient": [
    FaxingCenterTransport.layerClient,
    [{}, { skw: 1 }],
    "skw",
    "skew"
  ],
  HylafaxTransport: [HylafaxTransport.layer, [{ servers: [], moden: "a" }], "moden", "modem"],
  "servers of HylafaxTransport": [
    HylafaxTransport.layer,
    [{ servers: [{ pasword: "a" }] }],
    "pasword",
    "password"
  ],
  HylafaxReceiver: [HylafaxReceiver.layer, [{ servers: [], evry: "1 second" }], "evry", "every"],
  layerPostgres: [layerPostgres, [{ connection: 2 }], "connection", "connections"]
}

/** Runs what an entry makes, where it looks at its options only then. */
const run = (made: unknown): Promise<unknown> => {
  const by = Effect.isEffect(made)
    ? Effect.scoped
    : Layer.isLayer(made)
      ? (layer: never) => Effect.scoped(Layer.build(layer))
      : Stream.runDrain
  return Effect.runPromise(Reflect.apply(by, undefined, [made]))
}

it.each(Object.entries(entries))(
  "a misspelt option of %s is named, with what was meant",
  async (_, [use, given, name, meant]) => {
    await expect(async () => run(Reflect.apply(use, undefined, given))).rejects.toThrow(
      new RegExp(`${name} of .* is not known; did you mean ${meant}\\?`)
    )
  }
)
