import {
  type Document,
  DocumentMissing,
  FaxNumber,
  faxNumberProblem,
  InvalidNumber,
  Rejected,
  type SendFax
} from "@faxingcenter/core"
import { base64Problems, DecodedData, parseJson } from "@faxingcenter/core/wire"
import { Acceptance, SubmitOptions, Webhooks } from "@faxingcenter/gateway"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { HonoRequest } from "hono"
import { json } from "../answers.js"
import { authorized } from "../authorized.js"
import { scanningReader } from "../bodyReaders.js"
import { encodeWith } from "../encode.js"
import type { Intake } from "../Handler.js"
import { readBody } from "../readBody.js"
import { acceptedType } from "../requests.js"
import { spoolFor } from "../spool/spoolFor.js"
import { type Form, formReader } from "./formReader.js"
import type { GatewayHandler } from "./GatewayHandler.js"
import { GatewayReceipt } from "./GatewayReceipt.js"
import { refusedUrl } from "./webhooks.js"

const encode = encodeWith(GatewayReceipt)

const bad = (detail: string, culprit = "") =>
  new Rejected({ status: 400, title: "Bad Request", detail, culprit })

/** The JSON body. */
export const FaxRequest = Schema.Struct({
  recipients: Schema.NonEmptyArray(
    Schema.Struct({
      faxNumber: Schema.String,
      reference: Schema.optionalWith(Schema.String, { exact: true })
    })
  ),
  documents: Schema.NonEmptyArray(
    Schema.Struct({ fileName: Schema.NonEmptyString, data: Schema.Uint8ArrayFromBase64 })
  ),
  reference: Schema.optionalWith(Schema.String, { exact: true }),
  ...SubmitOptions.fields
}).annotations({ identifier: "FaxRequest" })

/** The same, with its documents where they were kept while it arrived. */
const TakenRequest = Schema.Struct({
  ...FaxRequest.fields,
  documents: Schema.NonEmptyArray(
    Schema.Struct({ fileName: Schema.NonEmptyString, data: Schema.instanceOf(DecodedData) })
  )
})
type TakenRequest = typeof TakenRequest.Type

const decode = Schema.decodeUnknown(TakenRequest, { onExcessProperty: "error" })

/** `to` and the files any number of times, the rest once. */
const valuesOf = ({ fields, files }: Form) =>
  Effect.gen(function* () {
    const values: Record<string, unknown> = {}
    const recipients: Array<{ readonly faxNumber: string }> = []
    for (const [name, value] of fields) {
      if (name === "to") recipients.push({ faxNumber: value })
      else values[name] = name === "window" ? yield* parseJson(value) : value
    }
    return { ...values, recipients, documents: files }
  })

const requestOf = (request: HonoRequest, intake: Intake) =>
  Effect.gen(function* () {
    const type = yield* acceptedType(request, ["application/json", "multipart/form-data"])
    const spool = yield* spoolFor(request, intake)
    const reader = formReader(spool, request.header("content-type") ?? "")
    const value =
      type === "multipart/form-data"
        ? yield* valuesOf(yield* readBody(request, intake, reader))
        : yield* readBody(request, intake, () => scanningReader(spool, { dataKey: "data" }))
    return yield* decode(value)
  }).pipe(Effect.catchTag("ParseError", ({ message }) => bad(message)))

const numberOf = (text: string, place: number) => {
  const problem = faxNumberProblem(text)
  return problem === undefined
    ? Effect.succeed(FaxNumber.make(text))
    : new InvalidNumber({
        culprit: text,
        detail: `the number ${problem}`,
        place: `/recipients/${place}/faxNumber`
      })
}

const documentOf = ({ data, fileName }: TakenRequest["documents"][number]) =>
  data.problem === undefined
    ? Effect.succeed<Document.Document>({ fileName, size: data.size, ...data.source })
    : new DocumentMissing({
        culprit: fileName,
        detail: `data is not base64: it ${base64Problems[data.problem]}`
      })

const faxOf = ({ documents, recipients, reference }: TakenRequest) =>
  Effect.gen(function* () {
    const fax: SendFax = {
      recipients: yield* Effect.forEach(recipients, ({ faxNumber, ...rest }, place) =>
        Effect.map(numberOf(faxNumber, place), (number) => ({ number, ...rest }))
      ),
      documents: yield* Effect.forEach(documents, documentOf),
      ...(reference === undefined ? {} : { reference })
    }
    return fax
  })

/**
 * `POST /faxes`: a send that may also say when and until when, in which hours, and where its end is
 * announced; as JSON, or as a form that `curl -F to=NUMBER -F document=@FILE` can fill in.
 */
export const sendFax: GatewayHandler = (request, intake) =>
  authorized(
    request,
    Effect.gen(function* () {
      const acceptance = yield* Acceptance
      const webhooks = yield* Webhooks
      const given = yield* requestOf(request, intake)
      const fax = yield* faxOf(given)
      const { deadline, sendAt, webhook, window } = given
      const url = webhook === undefined ? undefined : yield* webhooks.check(webhook)
      const options: SubmitOptions = {
        ...(sendAt === undefined ? {} : { sendAt }),
        ...(deadline === undefined ? {} : { deadline }),
        ...(window === undefined ? {} : { window }),
        ...(url === undefined ? {} : { webhook: url.href })
      }
      const receipt = yield* Effect.uninterruptible(acceptance.submit(fax, options))
      return json(201, yield* encode(receipt))
    }).pipe(Effect.catchTag("WebhookUrlRefused", refusedUrl), Effect.scoped)
  )
