import { createHash } from "node:crypto"
import { type ReceptionHooks, Target } from "@faxingcenter/contract"
import { FaxNumber } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { createMockServer, type MockServer } from "../src/index.js"
import { arrivalOf } from "../src/simulation/arrivalOf.js"

export const clientSecret = "secret"

/** What the mock supports of the contract suite, however it is reached. */
export const supports = {
  settle: true,
  failure: true,
  refusal: true,
  received: true,
  renewal: true,
  strangers: true,
  reception: true,
  volume: true
}

/** A mock as the suite wants it, closed when the suite is over. */
export const mockServer = Effect.acquireRelease(
  Effect.sync(() =>
    createMockServer({ clients: [{ clientId: "demo", clientSecret }], anyClient: true })
  ),
  (mock) => Effect.promise(() => mock.close())
)

/** Puts a fax as it is before the account, for a mock that renders nothing. */
const comesIn =
  ({ simulation }: MockServer): ReceptionHooks["comesIn"] =>
  ({ pages, tiff, ...told }) =>
    Effect.sync(() => {
      const { arrivals } = simulation.tenants
      const id = simulation.randomHex(32)
      const came = tiff && {
        tiff,
        count: pages,
        sha256: createHash("sha256").update(tiff).digest("hex")
      }
      arrivals.add("demo", arrivalOf(told, came, id, Date.now()))
    })

/** How the account, and a stranger, receive of a mock. */
export const receptionOf = (
  mock: MockServer,
  asAccount: ReceptionHooks["asAccount"],
  asStranger: ReceptionHooks["asStranger"]
): ReceptionHooks => ({ comesIn: comesIn(mock), asAccount, asStranger })

/** What the suite has to know of a mock, and how it becomes somebody else there. */
export const targetOf = (
  mock: MockServer,
  asStranger: Target["Type"]["asStranger"] & {},
  more: Pick<Target["Type"], "clientOf" | "reception">
) =>
  Layer.succeed(Target, {
    credentials: { clientId: "demo", clientSecret: Redacted.make(clientSecret) },
    numbers: {
      delivered: FaxNumber.make("15005550001"),
      failed: FaxNumber.make("15005550002"),
      refused: FaxNumber.make("15005550099"),
      unfunded: FaxNumber.make("15005550006")
    },
    settle: () => Effect.sync(() => mock.runToEnd()),
    received: (sendId) => Effect.sync(() => mock.faxes({ sendId })[0]?.documents ?? []),
    expireTokens: Effect.sync(() => mock.expireTokens()),
    asStranger,
    ...more
  })
