import type { Document } from "@faxingcenter/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { PostResult } from "../PostResult.js"
import type { MailSettings } from "./MailSettings.js"
import { parseMailPlace } from "./mailPlace.js"
import { mailText, Told } from "./mailText.js"

/** What a mail tells. */
interface Mail {
  /** The same for each try. */
  readonly id: string
  /** An announcement, as JSON. */
  readonly body: string
}

/** A file that goes with a mail. */
export interface Attached {
  readonly document: Pick<Document.Document, "fileName">
  readonly bytes: Uint8Array
}

const decode = Schema.decodeUnknown(Told)

const isLoopback = (host: string) => /^(localhost|127\.[\d.]+|\[?::1\]?)$/.test(host)

/** What nodemailer is to know of a server. */
const optionsOf = ({ server }: MailSettings, timeout: Duration.Duration) => {
  const url = new URL(Redacted.value(server))
  const secure = url.protocol === "smtps:"
  const user = decodeURIComponent(url.username)
  const millis = Duration.toMillis(timeout)
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? (secure ? 465 : 587) : Number(url.port),
    secure,
    // Neither faxes nor passwords cross a network in the open.
    requireTLS: !secure && !isLoopback(url.hostname),
    ignoreTLS: !secure && isLoopback(url.hostname),
    ...(user === "" ? {} : { auth: { user, pass: decodeURIComponent(url.password) } }),
    connectionTimeout: millis,
    greetingTimeout: millis,
    socketTimeout: millis,
    disableFileAccess: true,
    disableUrlAccess: true
  }
}

/** Without what a server says: that may repeat what it was told. */
const failed = (error: unknown): PostResult => {
  const member = (name: string): unknown =>
    typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined
  const status = member("responseCode")
  const code = member("code")
  return typeof status === "number"
    ? { _tag: "Answered", status }
    : { _tag: "Broken", detail: typeof code === "string" ? code : "it broke off" }
}

/**
 * Sends one mail. What comes of it is told as of a webhook: 250 is the status of a mail that the server took. It
 * has the same Message-ID each time, so that a repetition is known for one.
 */
export const postMail = Effect.fn("postMail")(function* (
  place: string,
  { body, id }: Mail,
  settings: MailSettings | undefined,
  timeout: Duration.Duration,
  attachedTo: (told: Told, format: "pdf" | "tiff") => Effect.Effect<ReadonlyArray<Attached>>
) {
  const parsed = parseMailPlace(place, settings)
  if (parsed._tag === "Left" || settings === undefined) {
    const detail = parsed._tag === "Left" ? parsed.left : "This gateway sends no mail"
    return { _tag: "Refused", detail } satisfies PostResult
  }
  const { address, document } = parsed.right
  const told = yield* Effect.orDie(decode(body))
  const attached = document === undefined ? [] : yield* attachedTo(told, document)
  const { createTransport } = yield* Effect.promise(() => import("nodemailer"))
  const domain = settings.from.slice(settings.from.indexOf("@") + 1)
  return yield* Effect.acquireUseRelease(
    Effect.sync(() => createTransport(optionsOf(settings, timeout))),
    (transport) =>
      Effect.tryPromise({
        try: () =>
          transport.sendMail({
            from: settings.from,
            to: address,
            messageId: `<${id}@${domain}>`,
            ...mailText(told),
            // Nobody's absence is to answer it.
            headers: { "Auto-Submitted": "auto-generated" },
            attachments: attached.map(({ bytes, document: { fileName } }) => ({
              filename: fileName,
              content: Buffer.from(bytes)
            }))
          }),
        catch: failed
      }).pipe(
        Effect.as<PostResult>({ _tag: "Answered", status: 250 }),
        Effect.catchAll(Effect.succeed)
      ),
    (transport) => Effect.sync(() => transport.close())
  )
})
