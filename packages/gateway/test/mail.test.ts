import type { AddressInfo } from "node:net"
import { describe, expect, it } from "@effect/vitest"
import { CurrentClient } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { SMTPServer } from "smtp-server"
import { Clients, Reception, SimulatedLine, Webhooks } from "../src/index.js"
import { CurrentMailSettings } from "../src/settings.js"
import type { MailSettings } from "../src/tell/mail/MailSettings.js"
import { parseMailPlace } from "../src/tell/mail/mailPlace.js"
import { mailText } from "../src/tell/mail/mailText.js"
import { postMail } from "../src/tell/mail/postMail.js"
import { decideAfterPost } from "../src/tell/webhooks/decideAfterPost.js"
import { sqliteFiles } from "./databases.js"
import { ended, fax, gatewayWith, send } from "./fixtures.js"

const { fresh } = sqliteFiles()

interface Mail {
  readonly from: string
  readonly to: ReadonlyArray<string>
  readonly text: string
}

/** A mail server on loopback, and what it has taken; `refuse` says no to one mail after another. */
const smtpServer = (refuse: ReadonlyArray<number> = []) =>
  Effect.acquireRelease(
    Effect.async<{
      readonly settings: MailSettings
      readonly mails: ReadonlyArray<Mail>
      readonly seen: () => Promise<void>
      readonly stop: Effect.Effect<void>
    }>((resume) => {
      const mails: Array<Mail> = []
      const refusals = [...refuse]
      let onMail = () => {}
      const server = new SMTPServer({
        authOptional: true,
        disabledCommands: ["STARTTLS"],
        onData(stream, session, done) {
          const { mailFrom, rcptTo } = session.envelope
          let text = ""
          stream.setEncoding("utf8")
          stream.on("data", (part: string) => {
            text += part
          })
          stream.on("end", () => {
            mails.push({
              from: mailFrom === false ? "" : mailFrom.address,
              to: rcptTo.map(({ address }) => address),
              text
            })
            const refused = refusals.shift()
            if (refused === undefined) done()
            else done(Object.assign(new Error("later"), { responseCode: refused }))
            onMail()
          })
        }
      })
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.server.address() as AddressInfo
        resume(
          Effect.succeed({
            settings: {
              server: Redacted.make(`smtp://127.0.0.1:${port}`),
              from: "fax@gateway.example",
              recipients: ["office@example.com", "@hospital.example"]
            },
            mails,
            seen: () =>
              new Promise((resolve) => {
                onMail = resolve
                if (mails.length > 0) resolve()
              }),
            stop: Effect.async<void>((stopped) => server.close(() => stopped(Effect.void)))
          })
        )
      })
    }),
    ({ stop }) => stop
  )

const line = (name: string, { text }: Mail) => new RegExp(`^${name}: (.*)$`, "mi").exec(text)?.[1]

const told = JSON.stringify({
  type: "fax.received",
  timestamp: "2026-11-29T12:00:00.000Z",
  data: { receivedFaxId: "0".repeat(32), from: "13055550100", pages: 2, partial: false }
})
/** The beginning of a TIFF: too damaged for anything but to be had as it came. */
const damagedTiff = new TextEncoder().encode(
  `II*\0 the rest of this page is missing ${"-".repeat(60)}`
)
const noDocument = () => Effect.succeed([])
const seconds = Duration.seconds(5)

describe("a webhook to a mailbox", () => {
  it.scopedLive("is a mail about each event, without the document", () =>
    Effect.gen(function* () {
      const { mails, seen, settings } = yield* smtpServer()
      const address = yield* Effect.promise(fresh)
      yield* Effect.gen(function* () {
        const webhooks = yield* Webhooks
        yield* webhooks.add({
          url: "mailto:office@example.com",
          types: ["message.delivered", "message.failed"]
        })
        yield* Effect.flatMap(send(fax("13862345671")), ended)
        yield* Effect.promise(seen)
      }).pipe(
        Effect.provide(
          Layer.provide(
            gatewayWith(address, SimulatedLine.layer()),
            Layer.succeed(CurrentMailSettings, settings)
          )
        )
      )
      const [mail, ...more] = mails
      if (mail === undefined) throw new Error("no mail")
      expect(more).toEqual([])
      expect(mail).toMatchObject({ from: "fax@gateway.example", to: ["office@example.com"] })
      expect(line("Subject", mail)).toBe("Fax to 13862345671 delivered: 1 page(s)")
      expect(line("Message-ID", mail)).toMatch(/^<evt_\S+@gateway\.example>$/)
      expect(line("Auto-Submitted", mail)).toBe("auto-generated")
      expect(line("faxNumber", mail)).toBe("13862345671")
      expect(mail.text).not.toContain("Hello fax")
      expect(mail.text).not.toMatch(/attachment/i)
    })
  )

  it.scopedLive("is a mail about a received fax, with its pages only where its address asks", () =>
    Effect.gen(function* () {
      const { mails, settings } = yield* smtpServer()
      const address = yield* Effect.promise(fresh)
      yield* Effect.gen(function* () {
        const clients = yield* Clients
        const client = yield* clients.add({ name: "office" }, "root")
        const webhooks = yield* Webhooks
        const addAs = (url: string) =>
          Effect.provideService(
            webhooks.add({ url, types: ["fax.received"] }),
            CurrentClient,
            client
          )
        yield* addAs("mailto:office@example.com")
        yield* addAs("mailto:nurse@hospital.example?document=pdf")
        const reception = yield* Reception
        yield* reception.take({
          line: "test",
          remoteId: "1",
          from: "13055550100",
          receivedAt: yield* DateTime.now,
          pages: 1,
          partial: false,
          tiff: damagedTiff
        })
        const [received] = yield* reception.list({})
        if (received === undefined) throw new Error("nothing was received")
        yield* reception.assign(received.fax.receivedFaxId, client.clientId, { actor: "root" })
        while (mails.length < 2) yield* Effect.sleep("20 millis")
      }).pipe(
        Effect.provide(
          Layer.provide(
            gatewayWith(address, SimulatedLine.layer()),
            Layer.succeed(CurrentMailSettings, settings)
          )
        )
      )
      const to = (name: string) => mails.find(({ to: [first] }) => first === name)?.text ?? ""
      const encoded = (text: string) => text.replaceAll(/\r?\n/g, "")
      const content = Buffer.from(damagedTiff).toString("base64")
      expect(to("office@example.com")).toMatch(/^Subject: Fax from 13055550100: 1 page\(s\)/m)
      expect(encoded(to("office@example.com"))).not.toContain(content.slice(0, 40))
      // As a PDF it cannot be had.
      expect(encoded(to("nurse@hospital.example"))).toContain(content)
      expect(to("nurse@hospital.example")).toMatch(/filename=\S+\.tif/)
    })
  )

  it.scopedLive("is repeated under the same Message-ID when the server wants it later", () =>
    Effect.gen(function* () {
      const { mails, settings } = yield* smtpServer([451])
      const post = postMail(
        "mailto:nurse@hospital.example",
        { id: "evt_1", body: told },
        settings,
        seconds,
        noDocument
      )
      const first = yield* post
      expect(first).toEqual({ _tag: "Answered", status: 451 })
      expect(decideAfterPost(first, 1, 0)).toMatchObject({ _tag: "Again" })
      const second = yield* post
      expect(second).toEqual({ _tag: "Answered", status: 250 })
      expect(decideAfterPost(second, 2, 0)).toEqual({ _tag: "Delivered" })
      expect(mails.map((mail) => line("Message-ID", mail))).toEqual([
        "<evt_1@gateway.example>",
        "<evt_1@gateway.example>"
      ])
    })
  )

  it.scopedLive("has the document where its address asks for it", () =>
    Effect.gen(function* () {
      const { mails, settings } = yield* smtpServer()
      const asked: Array<string> = []
      yield* postMail(
        "mailto:office@example.com?document=pdf",
        { id: "evt_2", body: told },
        settings,
        seconds,
        (_, format) => {
          asked.push(format)
          return Effect.succeed([
            { document: { fileName: "fax.pdf" }, bytes: new TextEncoder().encode("%PDF-1.7") }
          ])
        }
      )
      expect(asked).toEqual(["pdf"])
      expect(mails[0]?.text).toContain(Buffer.from("%PDF-1.7").toString("base64"))
      expect(mails[0]?.text).toMatch(/filename=fax\.pdf/)
    })
  )

  it.scopedLive(
    "is tried again when the server cannot be reached, and its words are not kept",
    () =>
      Effect.gen(function* () {
        const { settings, stop } = yield* smtpServer()
        yield* stop
        const place = "mailto:office@example.com"
        expect(
          yield* postMail(place, { id: "evt_3", body: told }, settings, seconds, noDocument)
        ).toEqual({ _tag: "Broken", detail: "ESOCKET" })
      })
  )
})

describe("the address of a mailbox", () => {
  const settings: MailSettings = {
    server: Redacted.make("smtp://127.0.0.1:25"),
    from: "fax@gateway.example",
    recipients: ["office@example.com", "@hospital.example"]
  }

  it("is one of those that the settings allow, and says whether the document goes with it", () => {
    expect(Either.getOrThrow(parseMailPlace("mailto:Office@Example.com", settings))).toEqual({
      address: "Office@Example.com"
    })
    expect(
      Either.getOrThrow(parseMailPlace("mailto:nurse@hospital.example?document=tiff", settings))
    ).toEqual({ address: "nurse@hospital.example", document: "tiff" })
  })

  for (const place of [
    "mailto:somebody@elsewhere.example",
    "mailto:office@example.com,thief@elsewhere.example",
    "mailto:office@example.com%2Cthief@elsewhere.example",
    "mailto:office@example.com?cc=thief@elsewhere.example",
    "mailto:office@example.com?document=pdf&bcc=thief@elsewhere.example",
    "mailto:office@example.com%0D%0ABcc:thief@elsewhere.example",
    "mailto:thief@elsewhere.example@hospital.example",
    "mailto:thief@evilhospital.example.org",
    "mailto:%E0%A4%A@hospital.example",
    "mailto:office@example.com?document=exe",
    "mailto:"
  ]) {
    it(`is refused: ${place}`, () => {
      expect(Either.isLeft(parseMailPlace(place, settings))).toBe(true)
    })
  }

  it("is refused where no mail server is set", () => {
    expect(Either.isLeft(parseMailPlace("mailto:office@example.com", undefined))).toBe(true)
  })
})

it("what a machine says of itself stays on its line of a mail", () => {
  const { subject, text } = mailText({
    type: "fax.received",
    timestamp: "2026-11-29T12:00:00.000Z",
    data: { remoteStation: "X\r\nBcc: thief@elsewhere.example", pages: 1, partial: true }
  })
  expect(subject).toBe("Fax from X Bcc: thief@elsewhere.example: 1 page(s), incomplete")
  expect(text).toContain("remoteStation: X Bcc: thief@elsewhere.example\n")
})
