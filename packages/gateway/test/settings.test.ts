import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import { readSettings } from "../src/settings/readSettings.js"

const mistakesOf = (sources: Partial<Parameters<typeof readSettings>[0]>) =>
  Either.match(readSettings({ flags: {}, environment: {}, ...sources }), {
    onLeft: ({ mistakes }) => mistakes,
    onRight: () => []
  })

describe("the settings of a gateway", () => {
  it("have defaults that do for one machine", () => {
    const settings = Either.getOrThrow(readSettings({ flags: {}, environment: {} }))
    assert.strictEqual(Redacted.value(settings.database), "fax.db")
    assert.strictEqual(settings.transport, undefined)
    assert.strictEqual(settings.port, 8080)
    assert.deepStrictEqual(settings.retention, Duration.days(30))
  })

  it("come from flags before the environment, and from there before a file", () => {
    const settings = Either.getOrThrow(
      readSettings({
        flags: { port: "1" },
        environment: { FAXINGCENTER_GATEWAY_PORT: "2", FAXINGCENTER_GATEWAY_LINES: "2" },
        file: { name: "fax.yaml", text: "port: 3\nlines: 3\ncalls: 3\nretention: 90d\n" }
      })
    )
    assert.deepStrictEqual([settings.port, settings.lines, settings.calls], [1, 2, 3])
    assert.deepStrictEqual(settings.retention, Duration.days(90))
  })

  it("are the same from a text and from the values of a file", () => {
    const key = Buffer.alloc(32, 7).toString("base64")
    const sources = [
      {
        flags: {},
        environment: {
          FAXINGCENTER_GATEWAY_DOCUMENT_KEYS: `new:${key}, old:${key}`,
          FAXINGCENTER_GATEWAY_WEBHOOK_NETWORKS: "127.0.0.0/8,fd00::/8"
        }
      },
      {
        flags: {},
        environment: {},
        file: {
          name: "fax.json",
          text: JSON.stringify({
            documentKeys: [`new:${key}`, `old:${key}`],
            webhookNetworks: ["127.0.0.0/8", "fd00::/8"]
          })
        }
      }
    ].map((source) => Either.getOrThrow(readSettings(source)))
    for (const { documentKeys, webhookNetworks } of sources) {
      assert.deepStrictEqual(
        documentKeys.map(({ id, key }) => [id, Redacted.value(key)]),
        [
          ["new", new Uint8Array(32).fill(7)],
          ["old", new Uint8Array(32).fill(7)]
        ]
      )
      assert.deepStrictEqual(webhookNetworks, ["127.0.0.0/8", "fd00::/8"])
    }
  })

  it("take an address for a network of one", () => {
    const { trustedProxies } = Either.getOrThrow(
      readSettings({
        flags: {},
        environment: { FAXINGCENTER_GATEWAY_TRUSTED_PROXIES: "127.0.0.1, ::1, 10.1.0.0/16" }
      })
    )
    assert.deepStrictEqual(trustedProxies, ["127.0.0.1/32", "::1/128", "10.1.0.0/16"])
  })

  it("name every mistake at once, where it was made, and no value", () => {
    const mistakes = mistakesOf({
      flags: { port: "70000" },
      environment: {
        FAXINGCENTER_GATEWAY_DOCUMENT_KEYS: "new:c2VjcmV0",
        FAXINGCENTER_GATEWAY_RETENSION: "90d",
        FAXINGCENTER_GATEWAY_WEBHOOK_NETWORKS: "10.0.0.0/99"
      },
      file: { name: "fax.yaml", text: "transport: pigeon\nlines: 0\ncolour: red\n" }
    })
    assert.sameMembers(
      [...mistakes],
      [
        "colour in fax.yaml is not a setting",
        "FAXINGCENTER_GATEWAY_RETENSION is not a setting",
        "--port must be a whole number from 0 to 65535",
        "transport in fax.yaml must be simulated or faxingcenter or hylafax",
        "lines in fax.yaml must be a whole number from 1 to 10000",
        "FAXINGCENTER_GATEWAY_DOCUMENT_KEYS must be name:key, with a key of 32 bytes in base64; separate several with commas, each with a different name",
        "FAXINGCENTER_GATEWAY_WEBHOOK_NETWORKS must be networks such as 10.1.0.0/16 or addresses, separated by commas"
      ]
    )
  })

  it("have no key twice, and none that a failed command left empty", () => {
    const key = (fill: number) => `a:${Buffer.alloc(32, fill).toString("base64")}`
    for (const [keys, mistake] of [
      [
        `${key(1)},${key(2)}`,
        /^FAXINGCENTER_GATEWAY_DOCUMENT_KEYS must be .* each with a different name$/
      ],
      [
        "",
        /^FAXINGCENTER_GATEWAY_DOCUMENT_KEYS is empty; unset it to store documents without encryption$/
      ]
    ] as const) {
      const [first = "", ...others] = mistakesOf({
        environment: { FAXINGCENTER_GATEWAY_DOCUMENT_KEYS: keys }
      })
      assert.match(first, mistake)
      assert.deepStrictEqual(others, [])
    }
  })

  it("need a server for the transport hylafax, and know its lines", () => {
    const environment = { FAXINGCENTER_GATEWAY_TRANSPORT: "hylafax" }
    assert.deepStrictEqual(mistakesOf({ environment }), [
      "FAXINGCENTER_GATEWAY_HYLAFAX is missing: the transport hylafax needs a server"
    ])
    const settings = Either.getOrThrow(
      readSettings({ flags: { hylafax: "fax1:4559*4,[::1]:4560" }, environment })
    )
    assert.deepStrictEqual(settings.hylafax, [
      { host: "fax1", port: 4559, lines: 4 },
      { host: "::1", port: 4560, lines: 1 }
    ])
    for (const hylafax of ["fax1", "fax1:0", "fax1:4559*0", "fax1:4559,fax1:4559", "a b:4559"]) {
      assert.strictEqual(mistakesOf({ flags: { hylafax }, environment }).length, 1)
    }
  })

  it("need an account for the transport that has one", () => {
    assert.deepStrictEqual(
      mistakesOf({
        flags: { transport: "faxingcenter" },
        environment: { FAXINGCENTER_CLIENT_ID: "me" }
      }),
      ["FAXINGCENTER_CLIENT_SECRET is missing: the transport faxingcenter needs an account"]
    )
  })

  const wrongFiles: ReadonlyArray<readonly [string, string]> = [
    ["[1, 2]", "fax.yaml is not a settings file in YAML or JSON: its top level has no members"],
    ["hello", "fax.yaml is not a settings file in YAML or JSON: its top level has no members"],
    ["a: b: c", "fax.yaml, line 1, column 4: this is neither YAML nor JSON"],
    [
      "{",
      "fax.yaml, line 1, column 2: something is missing before this, such as a quote or a colon"
    ],
    ["lines: 1\nport: 2\nlines: 3", "fax.yaml, line 3, column 1: the same setting appears twice"]
  ]
  for (const [text, mistake] of wrongFiles) {
    it(`are not in a file with ${JSON.stringify(text)}`, () => {
      assert.deepStrictEqual(mistakesOf({ file: { name: "fax.yaml", text } }), [mistake])
    })
  }
})
