import { describe, expect, it } from "@effect/vitest"
import { Document, FaxClient, FaxNumber, MessageId } from "@faxingcenter/core"
import { FaxingCenterTransport, HylafaxTransport } from "@faxingcenter/gateway"
import type { Call, LineReport } from "@faxingcenter/gateway/transport"
import { Transport } from "@faxingcenter/gateway/transport"
import { createMockServer, type MockServerOptions } from "@faxingcenter/mock-server"
import { Pages } from "@faxingcenter/pages"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { scriptedHfaxd } from "../../gateway/test/scriptedHfaxd.js"

const message = "01a2085b0b4526870000000000000001"

/** What a transport says of itself at a call that comes to nothing, and what it says becomes of the call. */
const dialOnce = Effect.gen(function* () {
  const reports: Array<LineReport> = []
  const call: Call = {
    attemptKey: `${message}-1`,
    client: 1,
    messageId: MessageId.make(message),
    number: FaxNumber.make("13055550100"),
    startedAt: yield* DateTime.now,
    documents: [Document.fromBytes("a.txt", new TextEncoder().encode("Hello"))],
    image: {
      pages: 1,
      sha256: "00",
      tiff: Document.fromBytes("fax.tif", new TextEncoder().encode("II dots"))
    },
    from: {},
    claimed: () => Effect.succeed([]),
    report: ({ line }) =>
      Effect.sync(() => {
        if (line !== undefined) reports.push(line)
      })
  }
  const { dial } = yield* Transport
  const answer = yield* dial(call)
  return { answer: answer._tag, states: reports.map(({ state }) => state) }
})

const viaFaxingCenter = (
  scenarios: NonNullable<MockServerOptions["scenarios"]>,
  clientSecret = "demo"
) =>
  Effect.gen(function* () {
    const mock = createMockServer({ scenarios })
    yield* Effect.addFinalizer(() => Effect.promise(() => mock.close()))
    const client = FaxClient.layer({
      clientId: "demo",
      clientSecret: Redacted.make(clientSecret),
      baseUrl: mock.url
    }).pipe(Layer.provide(mock.httpClient))
    return yield* Effect.provide(dialOnce, Layer.provide(FaxingCenterTransport.layer(), client))
  })

const noPages = Layer.succeed(
  Pages,
  Pages.of({
    inspect: () => Effect.dieMessage("not asked for"),
    text: () => Effect.dieMessage("not asked for"),
    convert: () => Effect.dieMessage("not asked for"),
    page: () => Effect.dieMessage("not asked for"),
    preflight: () => Effect.dieMessage("not asked for"),
    preview: () => Effect.dieMessage("not asked for"),
    dots: () => Effect.dieMessage("not asked for"),
    contactSheet: () => Effect.dieMessage("not asked for")
  })
)

const viaHylafax = (how: { readonly twist?: readonly [string, string]; readonly port?: number }) =>
  Effect.gen(function* () {
    const hfaxd = yield* Effect.acquireRelease(
      Effect.promise(() => scriptedHfaxd({ password: "right" })),
      ({ stop }) => Effect.promise(stop)
    )
    if (how.twist !== undefined) hfaxd.twist(...how.twist)
    const password = how.twist?.[0] === "PASS" ? "wrong" : "right"
    const transport = HylafaxTransport.layer({
      servers: [
        {
          host: "127.0.0.1",
          port: how.port ?? hfaxd.port,
          user: "faxgw",
          password: Redacted.make(password)
        }
      ]
    })
    return yield* Effect.provide(dialOnce, Layer.provide(transport, noPages))
  })

const send = { operation: "send" } as const

describe("a line that takes no fax says why, and counts no call", () => {
  it.scopedLive.each([
    ["FaxingCenter: wrong credentials", "credentials", viaFaxingCenter([], "wrong")],
    [
      "FaxingCenter: 401 to the send, token after token",
      "credentials",
      viaFaxingCenter([{ when: send, do: { answer: { status: 401 } } }])
    ],
    [
      "FaxingCenter: 402",
      "funds",
      viaFaxingCenter([{ when: send, do: { answer: { status: 402 } } }])
    ],
    [
      "FaxingCenter: 403 without a word",
      "account",
      viaFaxingCenter([{ when: send, do: { answer: { status: 403 } } }])
    ],
    [
      "FaxingCenter: 403 to the token",
      "account",
      viaFaxingCenter([{ when: { operation: "oauth" }, do: { answer: { status: 403 } } }])
    ],
    [
      "FaxingCenter: 503, after which nobody knows",
      "away",
      viaFaxingCenter([{ when: send, do: { answer: { status: 503 } } }])
    ],
    [
      "FaxingCenter: 429",
      "no_line",
      viaFaxingCenter([{ when: send, do: { answer: { status: 429 } } }])
    ],
    [
      "HylaFAX: wrong password",
      "credentials",
      viaHylafax({ twist: ["PASS", "530 Login incorrect."] })
    ],
    ["HylaFAX: nobody listens", "away", viaHylafax({ port: 1 })],
    [
      "HylaFAX: it takes no job",
      "no_line",
      viaHylafax({ twist: ["JNEW", "504 No space on device."] })
    ]
  ] as const)("%s is %s", ([name, state, dialled]) =>
    Effect.gen(function* () {
      const answer = name.includes("nobody knows") ? "NotYet" : "NotDialled"
      expect(yield* dialled).toEqual({ answer, states: [state] })
    })
  )

  it.scopedLive("FaxingCenter: a 403 that names the number is about this fax alone", () =>
    Effect.gen(function* () {
      const body = { title: "Forbidden", status: 403, culprit: "13055550100", detail: "Blocked" }
      const dialled = viaFaxingCenter([{ when: send, do: { answer: { status: 403, body } } }])
      expect(yield* dialled).toEqual({ answer: "Failed", states: [] })
    })
  )
})
