import { Auth, type Credentials } from "@faxingcenter/core"
import { readTokenRequest, TokenRefused, WireToken } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import { json, noStore } from "./answers.js"
import { textReader } from "./bodyReaders.js"
import { encodeWith } from "./encode.js"
import type { Handler } from "./Handler.js"
import { remoteAddress } from "./incomingBody.js"
import { readBody } from "./readBody.js"
import { acceptedType } from "./requests.js"

const encode = encodeWith(WireToken)

/** Bytes: the request has three short fields. */
const bodyLimit = 64 * 1024

const types = { "application/json": "json", "application/x-www-form-urlencoded": "form" } as const

/**
 * `POST /oauth`: a new token for the credentials in the body or in the Basic header. Whatever is
 * wrong with the request is said in the terms of RFC 6749 section 5.2.
 */
export const oauth: Handler = (request, intake) =>
  Effect.gen(function* () {
    const type = yield* acceptedType(request, [
      "application/json",
      "application/x-www-form-urlencoded"
    ])
    const [first, ...others] = yield* readTokenRequest({
      body: yield* readBody(request, { ...intake, bytes: bodyLimit }, textReader),
      contentType: types[type],
      authorization: request.header("authorization")
    })
    const auth = yield* Auth
    const origin = remoteAddress(request)
    const authenticate = (credentials: Credentials) =>
      auth.authenticate(origin === undefined ? credentials : { ...credentials, origin })
    const token = yield* others.reduce(
      (tried, next) => Effect.catchTag(tried, "FaxError.Unauthorized", () => authenticate(next)),
      authenticate(first)
    )
    return json(200, yield* encode(token), noStore)
  }).pipe(
    Effect.catchTags({
      "FaxError.Unauthorized": ({ detail }) =>
        new TokenRefused({ error: "invalid_client", detail }),
      "FaxError.Rejected": (rejected) =>
        rejected.status === 400
          ? new TokenRefused({ error: "invalid_request", detail: rejected.detail })
          : rejected
    })
  )
