import { validateHeaderValue } from "node:http"
import { isIP } from "node:net"
import { classifyHylafax } from "@faxingcenter/core/delivery"
import { proxyOf } from "@faxingcenter/core/node"
import {
  decodeReceivedDocumentQuery,
  decodeReceivedQuery,
  decodeSend,
  parametersOf,
  WireProblem,
  WireToken
} from "@faxingcenter/core/wire"
import { readSettings } from "@faxingcenter/gateway/settings"
import { proxyProblem } from "@faxingcenter/hono-server/internal"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fc from "effect/FastCheck"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { describe, expect } from "vitest"
import { parseRetryAfter } from "../../../core/src/wire/WireProblem.js"
import { readCallLog } from "../../../gateway/src/deliver/transport/hylafax/CallLog.js"
import { readReceivedLine } from "../../../gateway/src/deliver/transport/hylafax/ReceivedLine.js"
import { parseMailPlace } from "../../../gateway/src/tell/mail/mailPlace.js"
import { newWebhookSecret, signatureHeaders } from "../../../gateway/src/tell/webhooks/signature.js"
import { localOf, MessageAct, QueueAct } from "../../../hono-server/src/console/consoleForms.js"
import { filterOf, readMessagesQuery } from "../../../hono-server/src/console/MessagesQuery.js"
import { FaxRequest } from "../../../hono-server/src/gateway/sendFax.js"
import { clientAddress } from "../../../hono-server/src/node/clientAddress.js"
import { hrefOf, readQuery } from "../../../mock-server/src/inbox/InboxQuery.js"
import { Span } from "../../../mock-server/src/line/Span.js"
import { fitsGlob } from "../../../mock-server/src/scenario/glob.js"
import { looksLikeNumber, parseNumber, splitNumbers } from "../../src/input/faxNumber.js"
import { fuzz, fuzzLater, text } from "./fuzzing.js"

const strangers = text("unread=", "limit=", "1e3", "&", "since=", "2026-11-29T00:00:00Z", "png")

/** Members of the right names, of any kind. */
const almost = (...names: ReadonlyArray<string>) =>
  Fc.dictionary(Fc.constantFrom(...names), Fc.oneof(Fc.jsonValue(), text("138", "aGk=")))

const almostSend = Fc.record(
  {
    receipients: Fc.oneof(
      Fc.array(almost("send_to", "fax_number", "reference"), { maxLength: 3 }),
      Fc.jsonValue()
    ),
    documents: Fc.oneof(
      Fc.array(almost("file_name", "file_data", "order"), { maxLength: 3 }),
      Fc.jsonValue()
    ),
    reference: Fc.jsonValue()
  },
  { requiredKeys: [] }
)

const progress = {
  pages: Fc.integer({ min: 0, max: 50 }),
  totalPages: Fc.integer({ min: 1, max: 50 })
}

const addresses = text(
  "10.0.0.1",
  "[::1]",
  ":80",
  ",",
  " ",
  "::ffff:1.2.3.4",
  '"',
  "%eth0",
  "fe80::"
)

/** What `*` means, by an expression of JavaScript's. */
const asExpression = (pattern: string) =>
  new RegExp(
    `^${pattern
      .toLowerCase()
      .split("*")
      .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
      .join("[^]*")}$`
  )

const settings = Fc.dictionary(
  Fc.constantFrom(
    "lines",
    "retention",
    "webhookNetworks",
    "hylafax",
    "documentKeys",
    "smtp",
    "port"
  ),
  Fc.oneof(Fc.jsonValue(), text("1", "h", "10.0.0.0/8", "k:", "smtp://", "@", ","))
)

describe("at the edges, nothing breaks", () => {
  fuzz("a send that is almost one", Fc.oneof(almostSend, Fc.anything()), (json) => {
    const read = decodeSend(json)
    if (Either.isLeft(read)) expect(read.left._tag).toMatch(/^FaxError\./)
  })
  fuzz("a fax of the gateway's own route", Fc.oneof(Fc.anything(), almostSend), (json) =>
    Schema.decodeUnknownEither(FaxRequest)(json)
  )
  fuzz(
    "a token, or a problem, of the service",
    Fc.anything({ withNullPrototype: true }),
    (json) => {
      Schema.decodeUnknownEither(WireToken)(json)
      Schema.decodeUnknownEither(WireProblem)(json)
    }
  )
  fuzz("the parameters of received faxes", strangers, (query) => {
    Either.flatMap(parametersOf(query), decodeReceivedQuery)
    Either.flatMap(parametersOf(query), decodeReceivedDocumentQuery)
  })
  fuzz(
    "the time after which to come back",
    Fc.tuple(text("120", "Wed, 21 Oct 2026 07:28:00 GMT", "-1", "1e9", " "), Fc.nat()),
    ([header, now]) => {
      const wait = Option.map(parseRetryAfter(header, now), Duration.toMillis)
      if (Option.isSome(wait)) expect(wait.value).toBeGreaterThanOrEqual(0)
    }
  )
  fuzz(
    "where a request comes from: its peer, where nobody is trusted, and always an address",
    Fc.tuple(Fc.constantFrom("10.0.0.1", "::1", "192.0.2.7"), addresses, Fc.boolean()),
    ([peer, forwarded, isTrusted]) => {
      const found = clientAddress(peer, forwarded, () => isTrusted)
      if (!isTrusted) expect(found).toBe(peer)
      expect(isIP(found)).not.toBe(0)
    }
  )
  fuzz(
    "a base path and the networks of proxies",
    Fc.tuple(text("/", "fax", ".."), addresses),
    (given) => {
      proxyProblem({ basePath: given[0], trustedProxies: [given[1]] })
    }
  )
  fuzz(
    "the variables that name a proxy",
    Fc.tuple(text("http://", "a", ":", "@", "[::1]", "80"), text("*", ".local", ":80", ",")),
    ([http_proxy, no_proxy]) => {
      const found = Either.try(() =>
        proxyOf(new URL("http://example.com"), { http_proxy, no_proxy })
      )
      if (Either.isRight(found))
        expect([undefined, "http:", "https:"]).toContain(found.right?.protocol)
      else expect(String(found.left)).toMatch(/prox/i)
    }
  )
  fuzz(
    "the headers of a webhook, which no body and no id breaks up",
    Fc.tuple(Fc.hexaString(), Fc.fullUnicodeString(), Fc.nat()),
    ([id, body, seconds]) => {
      const headers = signatureHeaders([newWebhookSecret()], { id, body }, seconds)
      for (const [name, value] of Object.entries(headers)) validateHeaderValue(name, value)
      expect(headers["webhook-signature"]).toMatch(/^v1,[\w+/]{43}=$/)
    }
  )
  fuzz(
    "an address for mail, which goes to one that is allowed",
    text("mailto:", "a@example.com", "?document=pdf", "%0a", "&bcc=", ",", "@evil.test", "%40"),
    (url) => {
      const recipients = ["@example.com"]
      const server = Redacted.make("smtp://localhost")
      const place = parseMailPlace(url, { server, from: "a@example.com", recipients })
      if (Either.isRight(place)) expect(place.right.address).toMatch(/^[^\s,;]+@example\.com$/i)
    }
  )
  fuzz(
    "a line of what HylaFAX received, and of its log",
    text("recvq/fax1.tif", "|", "1", "G3", "4:02", "\t", "SEND", "RECV", "ttyS0", "1764460800"),
    (line) => {
      for (const { file, receivedAt } of readReceivedLine(line)) {
        expect([file.includes("/"), receivedAt > 0]).toEqual([false, true])
      }
      readCallLog(line.split("\n"))
    }
  )
  fuzz(
    "how a call ended",
    Fc.record({
      code: text("E", "001", "{E", "}"),
      text: text("Busy", "{E333}", ";"),
      ...progress
    }),
    (result) => {
      expect(classifyHylafax(result)._tag).toMatch(/^(Failed|Delivered|NotDialled)$/)
    }
  )
  fuzz("the settings of a gateway, whose mistakes say nothing secret", settings, (given) => {
    const file = { name: "fax.json", text: JSON.stringify({ ...given, upstreamClientSecret: 7 }) }
    const read = readSettings({ flags: {}, environment: {}, file })
    if (Either.isLeft(read)) expect(read.left.mistakes.length).toBeGreaterThan(0)
  })
  fuzz(
    "a settings file that is none",
    text("lines:", " 8", "\n", "- ", "{", "&a", "*a", "!!", "<<:", '"', "\t"),
    (file) => readSettings({ flags: {}, environment: {}, file: { name: "fax.yaml", text: file } })
  )
  fuzz(
    "what is asked of a console and of an inbox, and where they send somebody back to",
    Fc.tuple(
      Fc.dictionary(
        Fc.constantFrom("number", "from", "to", "state", "page", "q", "status", "before"),
        text("2026-11-29", "T", "99", "-", "failed")
      ),
      text("/console/", "//evil.test", "\\", "queue", "?a=1", "\r\n")
    ),
    ([query, back]) => {
      const parameters = new URLSearchParams(query)
      filterOf(readMessagesQuery(parameters))
      const read = readQuery(parameters)
      const again = readQuery(new URL(hrefOf(read), "http://localhost").searchParams)
      expect(again).toEqual(read)
      expect(new URL(localOf(back), "http://localhost").host).toBe("localhost")
    }
  )
  fuzz("a form of the console", Fc.anything({ withNullPrototype: true }), (form) => {
    Schema.decodeUnknownEither(MessageAct)(form)
    Schema.decodeUnknownEither(QueueAct)(form)
  })
  fuzz(
    "a span of the mock's clock",
    Fc.oneof(text("2", " hours", "ms", "1e9", "."), Fc.double()),
    (given) => {
      const read = Schema.decodeUnknownEither(Span)(given)
      if (Either.isRight(read)) expect(read.right).toBeGreaterThanOrEqual(0)
    }
  )
  fuzz(
    "a pattern of a scenario, which fits what an expression fits",
    Fc.tuple(
      Fc.stringOf(Fc.constantFrom("a", "B", "*", "."), { maxLength: 8 }),
      Fc.stringOf(Fc.constantFrom("a", "b", "."), { maxLength: 12 })
    ),
    ([pattern, subject]) =>
      expect(fitsGlob(pattern, subject)).toBe(asExpression(pattern).test(subject))
  )
  fuzzLater(
    "a number that somebody types",
    text("+", "386", "(", ")", "-", " ", "tel:", "٣", "ext", ","),
    async (typed) => {
      looksLikeNumber(typed)
      for (const one of splitNumbers(typed).slice(0, 3)) {
        const read = await Effect.runPromise(Effect.either(parseNumber(one, "US")))
        if (Either.isLeft(read)) expect(read.left._tag).toMatch(/^(FaxError\.|UsageError)/)
      }
    }
  )
})
