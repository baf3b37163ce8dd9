import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { CurrentMailSettings } from "../mail/MailSettings.js"
import { isMail } from "../mail/mailPlace.js"
import { makeAttached } from "../mail/makeAttached.js"
import { postMail } from "../mail/postMail.js"
import { defaultPostSettings, postWebhook } from "./postWebhook.js"
import { signatureHeaders } from "./signature.js"
import { CurrentWebhookSettings } from "./WebhookSettings.js"

/** Hands an announcement over to the place of a webhook, which may be a mailbox; once. */
export const makeTell = Effect.gen(function* () {
  const { networks, timeout } = yield* CurrentWebhookSettings
  const mail = yield* CurrentMailSettings
  const attached = yield* makeAttached
  return (
    place: string,
    /** The key of the client that is told. */
    client: number,
    post: { readonly id: string; readonly body: string },
    secrets: ReadonlyArray<Redacted.Redacted>,
    /** Since 1970. */
    seconds: number
  ) =>
    isMail(place)
      ? postMail(place, post, mail, timeout, attached(client))
      : postWebhook(
          new URL(place),
          {
            "content-type": "application/json",
            "user-agent": "faxingcenter-gateway",
            ...signatureHeaders(secrets, post, seconds)
          },
          post.body,
          { ...defaultPostSettings, allowed: networks, timeout }
        )
})
