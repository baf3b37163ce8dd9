import type { Page } from "@faxingcenter/core"
import {
  decodeSearchQuery,
  decodeStatusQuery,
  errorOfAnswer,
  pagerOf,
  parametersOf,
  parseJson,
  readTokenRequest,
  SendBodyScanner,
  WirePage,
  writePage
} from "@faxingcenter/core/wire"
import { parseNetworks } from "@faxingcenter/gateway"
import { isEventId } from "@faxingcenter/gateway/manage"
import { parsePublicKey, verifyReceipt } from "@faxingcenter/gateway/receipts"
import { parseScenarios } from "@faxingcenter/mock-server"
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as Fc from "effect/FastCheck"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { describe, expect } from "vitest"
import { WireReceipt } from "../../../core/src/wire/WireReceipt.js"
import { readJobFile } from "../../../gateway/src/deliver/transport/hylafax/JobFile.js"
import { replyReader } from "../../../gateway/src/deliver/transport/hylafax/replies.js"
import { parseWebhookUrl } from "../../../gateway/src/tell/webhooks/WebhookUrl.js"
import { FormScanner } from "../../../hono-server/src/gateway/FormScanner.js"
import { parseCsv } from "../../src/format/csv.js"
import { spanMillis } from "../../src/input/duration.js"
import { parseMoment } from "../../src/input/moment.js"
import { fuzz, inPieces, noDefect, text } from "./fuzzing.js"

const dates = text(
  "2014-04-08",
  "T",
  "17:26:25",
  "-5:00",
  "Z",
  "04/30/2014",
  "+",
  "-",
  ":",
  "9",
  "99999"
)

describe("of what comes in, nothing breaks", () => {
  fuzz(
    "a body of a send, which is read alike however it is cut",
    Fc.tuple(
      text(
        '{"receipients":[',
        '{"send_to":"138"',
        '"documents":[',
        '"file_data":"',
        "aGk=",
        '"',
        "}",
        "]",
        ",",
        "\\u0041",
        "\\"
      ),
      Fc.array(Fc.nat(200), { maxLength: 6 })
    ),
    ([body, cuts]) => {
      const read = (pieces: ReadonlyArray<Uint8Array>) => {
        const scanner = new SendBodyScanner({ onData: () => {} })
        for (const piece of pieces) scanner.push(piece)
        const ended = scanner.end(() => ({ content: Stream.empty }))
        return Either.isLeft(ended) ? ended.left.detail : JSON.stringify(ended.right)
      }
      const bytes = new TextEncoder().encode(body)
      expect(read(inPieces(bytes, cuts))).toBe(read([bytes]))
    }
  )
  fuzz(
    "a body that is JSON or not",
    text("{", "}", "[", "]", '"', ":", "1e999", "null"),
    (body) => {
      const isJson = Either.isRight(parseJson(body))
      if (isJson) JSON.parse(body)
    }
  )
  fuzz(
    "the parameters of a search",
    Fc.tuple(dates, dates, text("1", "-1", "0x1", "1e3"), text("+1", "386", "234", "5678")),
    ([from_date, to_date, p, fax_number]) =>
      decodeSearchQuery({ from_date, to_date, p, fax_number, status: p })
  )
  fuzz("the parameters of a status", Fc.tuple(text("0af"), text("0af")), ([sid, mid]) =>
    decodeStatusQuery({ sid, mid })
  )
  fuzz("a query string", text("a=", "&", "%", "%ff", "+", "=", "__proto__"), (query) =>
    parametersOf(query)
  )
  fuzz(
    "a request for a token",
    Fc.tuple(
      text(
        "grant_type=client_credentials",
        "&client_id=",
        "&client_secret=",
        '{"client_id":"',
        '"}',
        "%"
      ),
      Fc.constantFrom("form", "json" as const),
      Fc.option(text("Basic ", "basic ", "ZGVtbzpkZW1v", "=", ":"), { nil: undefined })
    ),
    ([body, contentType, authorization]) =>
      readTokenRequest({
        body,
        contentType: contentType === "form" ? "form" : "json",
        authorization
      })
  )
  fuzz(
    "an answer of the service",
    Fc.record({
      status: Fc.integer({ min: 300, max: 599 }),
      body: text('{"code":', "100", ',"detail":"', '"}', "<html>"),
      now: Fc.nat()
    }),
    (answer) => expect(errorOfAnswer(answer)._tag).toMatch(/^FaxError\./)
  )
  fuzz("what is to be a receipt or a page", Fc.anything({ withNullPrototype: true }), (json) => {
    Schema.decodeUnknownEither(WireReceipt)(json)
    Schema.decodeUnknownEither(WirePage)(json)
  })
  fuzz(
    "a pager, which counts every message once",
    Fc.tuple(Fc.nat(100_000), Fc.integer({ min: 1, max: 2000 }), Fc.integer({ min: 1, max: 500 })),
    ([total, current, perPage]) => {
      const pager = pagerOf(total, current, perPage)
      const page: Page = { messages: [], pager }
      expect(writePage(page).pager.totalItemCount).toBe(total)
      const all = Array.from({ length: Math.min(pager.last, 50) }, (_, i) =>
        pagerOf(total, i + 1, perPage)
      )
      const counted = all.reduce((sum, { currentItemCount }) => sum + currentItemCount, 0)
      expect(counted).toBe(Math.min(total, perPage * all.length))
    }
  )
  fuzz(
    "a file of scenarios",
    text("scenarios:", "\n", "  - ", "name: ", "when: {", "}", "&a", "*a", "!!", "do:"),
    (file) => noDefect(parseScenarios(file, "file"))
  )
  fuzz("a list of recipients", text(",", '"', "\n", "\r\n", ";", "number", "13862345678"), (file) =>
    parseCsv(file)
  )
  fuzz("a moment or a span that somebody types", dates, (typed) => {
    for (const end of ["from", "to"] as const) parseMoment(end, DateTime.unsafeMake(0))(typed)
    spanMillis(typed)
  })
  fuzz(
    "the address and the networks of webhooks",
    text("https://", "http://", "127.0.0.1", "[::1]", "@", ":80", "/", "0x7f.1", "%", ".local"),
    (url) => noDefect(parseWebhookUrl(url, parseNetworks(["10.0.0.0/8"])))
  )
  fuzz(
    "a receipt, its key, the id of an event",
    text(".", "eyJ", "{", '"kty":"OKP"', "=", "0-0"),
    (given) => {
      noDefect(verifyReceipt(given, undefined))
      noDefect(parsePublicKey(given))
      isEventId(given)
    }
  )
  fuzz(
    "the replies of HylaFAX, which are read alike however they are cut",
    Fc.tuple(text("220", "-", " ", "\r\n", "\n", "550 "), Fc.array(Fc.nat(100), { maxLength: 5 })),
    ([replies, cuts]) => {
      const read = (pieces: ReadonlyArray<Uint8Array>) => {
        const all: Array<unknown> = []
        const push = replyReader((reply) => all.push(reply))
        for (const piece of pieces) push(piece)
        return all
      }
      const bytes = Buffer.from(replies, "latin1")
      expect(read(inPieces(bytes, cuts))).toEqual(read([bytes]))
    }
  )
  fuzz(
    "a job of HylaFAX",
    Fc.array(text("state:", "npages:", "9", "csi:", "signalrate:", " bit", "!postscript:")),
    (lines) => readJobFile(lines)
  )
  fuzz(
    "a form, cut anywhere",
    Fc.tuple(
      text(
        "--x",
        "\r\n",
        'content-disposition: form-data; name="a"',
        "\r\n\r\n",
        "--",
        "filename*=utf-8''%"
      ),
      Fc.array(Fc.nat(200), { maxLength: 6 })
    ),
    ([body, cuts]) => {
      const scanner = new FormScanner("multipart/form-data; boundary=x", {
        onPart: () => {},
        onData: () => {}
      })
      for (const piece of inPieces(Buffer.from(body), cuts)) scanner.push(piece)
    }
  )
})
