import {
  Document,
  FaxNumber,
  faxNumberProblem,
  InvalidNumber,
  Rejected,
  type SendFax
} from "@faxingcenter/core"
import { parseJson } from "@faxingcenter/core/wire"
import { Acceptance, SubmitOptions, Webhooks } from "@faxingcenter/gateway"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { HonoRequest } from "hono"
import { json } from "../answers.js"
import { authorized } from "../authorized.js"
import { type BodyReader, textReader } from "../bodyReaders.js"
import { encodeWith } from "../encode.js"
import type { Intake } from "../Handler.js"
import { readBody } from "../readBody.js"
import { acceptedType } from "../requests.js"
import type { GatewayHandler } from "./GatewayHandler.js"
import { GatewayReceipt } from "./GatewayReceipt.js"
import { refusedUrl } from "./webhooks.js"

const encode = encodeWith(GatewayReceipt)

const bad = (detail: string, culprit = "") =>
  new Rejected({ status: 400, title: "Bad Request", detail, culprit })

/** The JSON body; larger documents are better sent as `multipart/form-data`. */
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
type FaxRequest = typeof FaxRequest.Type

const decode = Schema.decodeUnknown(FaxRequest, { onExcessProperty: "error" })

/** The fields of a form: `to` and `document` any number of times, the rest once. */
const formReader = (type: string) => (): BodyReader<Promise<FormData>> => {
  const chunks: Array<Uint8Array<ArrayBuffer>> = []
  return {
    push: (chunk) => {
      chunks.push(new Uint8Array(chunk))
      return undefined
    },
    end: () =>
      Either.right(new Response(new Blob(chunks), { headers: { "content-type": type } }).formData())
  }
}

const fromForm = (request: HonoRequest, intake: Intake) =>
  Effect.gen(function* () {
    const reading = yield* readBody(
      request,
      intake,
      formReader(request.header("content-type") ?? "")
    )
    const form = yield* Effect.tryPromise({
      try: () => reading,
      catch: () => bad("The body is not a multipart form")
    })
    const documents: Array<{ fileName: string; data: Uint8Array }> = []
    const fields: Record<string, unknown> = {}
    const recipients: Array<{ faxNumber: string }> = []
    for (const [name, value] of form) {
      if (typeof value !== "string") {
        const data = yield* Effect.promise(() => value.arrayBuffer())
        documents.push({ fileName: value.name, data: new Uint8Array(data) })
      } else if (name === "to") recipients.push({ faxNumber: value })
      else if (name === "window") fields[name] = yield* parseJson(value)
      else fields[name] = value
    }
    return { ...fields, recipients, documents }
  })

const FormRequest = Schema.Struct({
  ...FaxRequest.fields,
  documents: Schema.NonEmptyArray(
    Schema.Struct({ fileName: Schema.NonEmptyString, data: Schema.Uint8ArrayFromSelf })
  )
})
const decodeForm = Schema.decodeUnknown(FormRequest, { onExcessProperty: "error" })

const requestOf = (request: HonoRequest, intake: Intake) =>
  Effect.gen(function* () {
    const type = yield* acceptedType(request, ["application/json", "multipart/form-data"])
    if (type === "multipart/form-data") return yield* decodeForm(yield* fromForm(request, intake))
    return yield* decode(yield* parseJson(yield* readBody(request, intake, textReader)))
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

const faxOf = ({ documents, recipients, reference }: FaxRequest) =>
  Effect.map(
    Effect.forEach(recipients, ({ faxNumber, ...rest }, place) =>
      Effect.map(numberOf(faxNumber, place), (number) => ({ number, ...rest }))
    ),
    (all): SendFax => ({
      recipients: all,
      documents: documents.map(({ data, fileName }) => Document.fromBytes(fileName, data)),
      ...(reference === undefined ? {} : { reference })
    })
  )

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
    }).pipe(Effect.catchTag("WebhookUrlRefused", refusedUrl))
  )
