import { gapsOf } from "@faxingcenter/contract"
import * as Effect from "effect/Effect"
import { expect, it } from "vitest"
import { assertPageImage, assertReceivesFax } from "../src/assert.js"
import { connectMock } from "../src/client.js"
import { createMockServer, Simulation } from "../src/index.js"

/** As plain JavaScript gives it: the compiler would refuse what this test is about. */
const given = (value: object): object => value

const oneCase = { name: "", needs: [], run: Effect.void }
const mock = createMockServer()
const remote = connectMock(mock.url, { fetch: mock.fetch })
const page = {
  fileName: "a.txt",
  number: 1,
  rows: 1,
  width: 1,
  black: 0,
  seconds: 1,
  text: "",
  documentPage: 1,
  bytes: 0,
  image: async () => new Uint8Array()
}

const entries: Readonly<Record<string, readonly [misspelt: string, use: () => unknown]>> = {
  createMockServer: ["seeed", () => createMockServer(given({ seeed: 1 }))],
  "clients of createMockServer": [
    "clientID",
    () =>
      createMockServer({
        clients: [{ clientId: "a", clientSecret: "b", ...given({ clientID: 1 }) }]
      })
  ],
  "limits of createMockServer": ["fax", () => createMockServer({ limits: given({ fax: 1 }) })],
  "scenarios of createMockServer": [
    "whne",
    () => createMockServer({ scenarios: [{ do: { delay: "1 second" }, ...given({ whne: {} }) }] })
  ],
  "Simulation.layer": [
    "anyclient",
    () =>
      Effect.runPromise(
        Effect.scoped(Effect.provide(Effect.void, Simulation.layer(given({ anyclient: true }))))
      )
  ],
  contract: ["setle", () => gapsOf(oneCase, { supports: given({ setle: true }) })],
  listen: ["prot", () => mock.listen(given({ prot: 1 }))],
  connectMock: ["cleint", () => connectMock(mock.url, given({ cleint: "demo" }))],
  faxes: ["numbre", () => mock.faxes(given({ numbre: "1" }))],
  waitFor: ["timout", () => mock.waitFor({}, given({ timout: 1 }))],
  assertReceivesFax: ["timout", () => assertReceivesFax(mock, {}, given({ timout: 1 }))],
  verify: ["orderd", () => mock.verify({ faxes: [], ...given({ orderd: true }) })],
  reset: ["scenario", () => mock.reset(given({ scenario: true }))],
  seed: ["nmber", () => mock.seed([{ number: "15005550001", ...given({ nmber: "1" }) }])],
  receive: ["form", () => mock.receive({ from: "15005550001", ...given({ form: "1" }) })],
  "setScenarios, when": [
    "numbre",
    () => mock.setScenarios({ when: given({ numbre: "1" }), do: {} })
  ],
  "setScenarios, do": ["dleay", () => mock.setScenarios({ do: given({ dleay: 1 }) })],
  assertPageImage: ["maxDots", () => assertPageImage(page, "/nowhere.png", given({ maxDots: 1 }))],
  "remote faxes": ["numbre", () => remote.faxes(given({ numbre: "1" }))],
  "remote waitFor": ["timout", () => remote.waitFor({}, given({ timout: 1 }))],
  "remote setScenarios": ["whne", () => remote.setScenarios({ do: {}, ...given({ whne: {} }) })],
  "remote reset": ["scenario", () => remote.reset(given({ scenario: true }))]
}

it.each(Object.entries(entries))(
  "a misspelt member given to %s is named",
  async (_, [name, use]) => {
    await expect(async () => use()).rejects.toThrow(name)
  }
)

it("the name that was meant is said", () => {
  expect(() => createMockServer(given({ stateFIle: "a" }))).toThrow(
    "stateFIle of createMockServer is not known; did you mean stateFile?"
  )
})
