import { type Document, FaxError, FaxNumber, SendFax } from "@faxingcenter/core"
import {
  badRequestAt,
  base64Problems,
  DecodedData,
  faxNumberProblem,
  parseJson
} from "@faxingcenter/core/wire"
import { Acceptance, SubmitOptions, Webhooks } from "@faxingcenter/gateway"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { HonoRequest } from "hono"
import { json } from "../answer/answers.js"
import { encodeWith } from "../answer/encode.js"
import { scanningReader } from "../body/bodyReaders.js"
import { readBody } from "../body/readBody.js"
import { refusedBody } from "../body/refusedBody.js"
import { authorized } from "../handler/authorized.js"
import type { Intake } from "../handler/Handler.js"
import { spoolFor } from "../handler/spoolFor.js"
import { acceptedType } from "../request/requests.js"
import { type Form, formReader } from "./formReader.js"
import type { GatewayHandler } from "./GatewayHandler.js"
import { GatewayReceipt } from "./GatewayReceipt.js"
import { refusedUrl } from "./webhooks.js"

const encode = encodeWith(GatewayReceipt)

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

const File = Schema.String.annotations({
  jsonSchema: { type: "string", contentMediaType: "application/octet-stream" }
})
const Time = Schema.String.annotations({ jsonSchema: { type: "string", format: "date-time" } })
const WindowText = Schema.String.annotations({
  jsonSchema: {
    type: "string",
    contentMediaType: "application/json",
    description: "The window of a FaxRequest, as JSON"
  }
})
const SenderText = Schema.String.annotations({
  jsonSchema: {
    type: "string",
    contentMediaType: "application/json",
    description: "The from of a FaxRequest, as JSON"
  }
})
const optional = { exact: true } as const

/** A field that may be given any number of times; who validates forms takes one for a value, and many for a list. */
const fields = <A>(field: Schema.Schema<A>, description: string) =>
  Schema.Union(field, Schema.NonEmptyArray(field)).annotations({ description })

/** The fields of the form. */
export const FaxForm = Schema.Struct({
  to: fields(Schema.String, "Numbers, a field each, as in -F to=NUMBER"),
  document: fields(File, "Files, a field each, as in -F document=@FILE"),
  reference: Schema.optionalWith(Schema.String, optional),
  sendAt: Schema.optionalWith(Time, optional),
  deadline: Schema.optionalWith(Time, optional),
  window: Schema.optionalWith(WindowText, optional),
  from: Schema.optionalWith(SenderText, optional),
  webhook: Schema.optionalWith(Schema.String, optional)
}).annotations({ identifier: "FaxForm" })

/** Documents where they were kept while they arrived. No message repeats what stands in their place. */
const Kept = Schema.instanceOf(DecodedData).annotations({
  message: () => "is not a string; give the file as base64"
})

/** The same, with its documents where they were kept while it arrived. */
const TakenRequest = Schema.Struct({
  ...FaxRequest.fields,
  documents: Schema.NonEmptyArray(Schema.Struct({ fileName: Schema.NonEmptyString, data: Kept }))
})
type TakenRequest = typeof TakenRequest.Type

const decode = Schema.decodeUnknown(TakenRequest, { errors: "all", onExcessProperty: "error" })

/** `to` and the files any number of times, the rest once. */
const valuesOf = ({ fields, files }: Form) =>
  Effect.gen(function* () {
    const values = new Map<string, unknown>()
    const recipients: Array<{ readonly faxNumber: string }> = []
    for (const [name, value] of fields) {
      if (name === "to") {
        recipients.push({ faxNumber: value })
        continue
      }
      if (values.has(name)) return yield* badRequestAt(name, `${name} is given twice`)
      const isJson = name === "window" || name === "from"
      values.set(
        name,
        isJson
          ? yield* Effect.mapError(parseJson(value), () =>
              badRequestAt(name, `${name} is not valid JSON`)
            )
          : value
      )
    }
    const stray = files.find(({ name }) => name !== "document")
    if (stray !== undefined) {
      return yield* badRequestAt(
        stray.name,
        `${stray.name} is not a file field; give files as document`
      )
    }
    if (recipients.length === 0) {
      return yield* badRequestAt(
        "to",
        "to is missing; give at least one number, as in -F to=NUMBER"
      )
    }
    if (files.length === 0) {
      return yield* badRequestAt(
        "document",
        "document is missing; give at least one file, as in -F document=@FILE"
      )
    }
    return {
      ...Object.fromEntries(values),
      recipients,
      documents: files.map(({ data, fileName }) => ({ data, fileName }))
    }
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
  }).pipe(Effect.catchTag("ParseError", refusedBody))

const numberOf = (text: string, place: number) => {
  const problem = faxNumberProblem(text)
  return problem === undefined
    ? Effect.succeed(FaxNumber.make(text))
    : new FaxError.InvalidNumber({
        culprit: text,
        detail: `the number ${problem}`,
        place: `/recipients/${place}/faxNumber`
      })
}

const documentOf = ({ data, fileName }: TakenRequest["documents"][number], place: number) =>
  data.problem === undefined
    ? Effect.succeed<Document.Document>({ fileName, size: data.size, ...data.source })
    : new FaxError.DocumentMissing({
        culprit: fileName,
        detail: `data is not base64: it ${base64Problems[data.problem]}`,
        place: `/documents/${place}/data`
      })

const faxOf = ({ documents, recipients, reference }: TakenRequest) =>
  Effect.gen(function* () {
    return yield* SendFax.make({
      recipients: yield* Effect.forEach(recipients, ({ faxNumber, ...rest }, place) =>
        Effect.map(numberOf(faxNumber, place), (number) => ({ number, ...rest }))
      ),
      documents: yield* Effect.forEach(documents, documentOf),
      reference
    })
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
      const { deadline, from, sendAt, webhook, window } = given
      const url = webhook === undefined ? undefined : yield* webhooks.check(webhook)
      const options: SubmitOptions = {
        ...(sendAt === undefined ? {} : { sendAt }),
        ...(deadline === undefined ? {} : { deadline }),
        ...(window === undefined ? {} : { window }),
        ...(from === undefined ? {} : { from }),
        ...(url === undefined ? {} : { webhook: url.href })
      }
      const receipt = yield* Effect.uninterruptible(acceptance.submit(fax, options))
      return json(201, yield* encode(receipt))
    }).pipe(Effect.catchTag("WebhookUrlRefused", refusedUrl), Effect.scoped)
  )
