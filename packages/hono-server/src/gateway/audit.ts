import { CurrentClient } from "@faxingcenter/core"
import { Audit, AuditEntry } from "@faxingcenter/gateway/manage"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { json } from "../answer/answers.js"
import { encodeWith } from "../answer/encode.js"
import { authorized } from "../handler/authorized.js"
import { away } from "./away.js"
import type { GatewayHandler } from "./GatewayHandler.js"

/** The audit log in an answer. */
export const AuditAnswer = Schema.Struct({
  entries: Schema.Array(Schema.Struct({ ...AuditEntry.fields, at: Schema.DateTimeUtc }))
}).annotations({ identifier: "AuditAnswer" })

const encode = encodeWith(AuditAnswer)

/** Entries in one answer. */
const latest = 100

/** `GET /audit`: what this client did, and what was done to it. */
export const audit: GatewayHandler = (request) =>
  authorized(
    request,
    Effect.gen(function* () {
      const { clientId } = yield* CurrentClient.required
      const log = yield* Audit
      const entries = yield* Effect.mapError(log.list({ client: clientId, limit: latest }), () =>
        away("The store is unavailable at the moment")
      )
      return json(200, yield* encode({ entries }))
    })
  )
