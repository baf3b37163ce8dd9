import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as OpenApi from "@effect/platform/OpenApi"
import { ReceivedFax } from "@faxingcenter/core"
import { FailureReason } from "@faxingcenter/core/delivery"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { JournalEntry } from "../../journal/Journal.js"
import { Span } from "../../line/Span.js"
import { IncomingFax } from "../../scenario/IncomingFax.js"
import { Operation, Scenario } from "../../scenario/Scenario.js"
import { SeedFax } from "../../simulation/seed.js"
import { StrictStruct } from "../../strict.js"
import { FaxExpectation } from "../FaxExpectation.js"
import { ResetOptions } from "../ResetOptions.js"
import { Verification } from "../verify.js"
import { WaitRequest } from "../waitFor.js"
import {
  BadRequestBody,
  ConflictBody,
  DefectBody,
  ForbiddenBody,
  TooLargeBody,
  UnknownBody
} from "./MockError.js"
import { DiscrepancyView, FaxPagesView, FaxView, NearMissView } from "./views.js"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** Bytes of a request: a seeded document is the largest thing in it. */
export const mostBody = 16 * 1024 * 1024

/** Milliseconds that a request may wait. */
export const longestWait = 10 * 60 * 1000

/** Requests that may wait at a time: each is looked for anew after every change. */
export const mostWaiting = 1000

/** Event streams at a time; each is a connection held open. */
export const mostStreams = 100

/** A whole number of a query, both ends included. */
const whole = (minimum: number, maximum: number) =>
  optional(
    Schema.NumberFromString.pipe(
      Schema.int(),
      Schema.between(minimum, maximum),
      Schema.annotations({ jsonSchema: { type: "integer", minimum, maximum } })
    )
  )
const maxInteger = Number.MAX_SAFE_INTEGER

const client = {
  client: optional(
    Schema.String.annotations({ description: "Client id; everybody when it is not given" })
  )
}
const OfClient = StrictStruct(client)
const NoQuery = Schema.Struct({}).pipe(
  Schema.filter((given) => {
    const [name] = Object.keys(given)
    return name === undefined
      ? undefined
      : { path: [name], message: "is unexpected; nothing is expected" }
  }),
  Schema.annotations({ jsonSchema: { type: "object", properties: {}, required: [] } })
)
const FaxPath = Schema.Struct({ messageId: Schema.String })

const PageImageName = Schema.String.pipe(
  Schema.pattern(/^[1-9]\d{0,4}\.png$/),
  Schema.annotations({ description: "Number of the page, from 1, as in 1.png" })
)

const Query = StrictStruct({
  ...client,
  ...FaxExpectation.omit("attempts", "pageCount").fields,
  attempts: whole(0, maxInteger),
  pageCount: whole(0, maxInteger),
  limit: whole(1, 1000),
  offset: whole(0, maxInteger)
})

const FaxList = Schema.Struct({ faxes: Schema.Array(FaxView), total: Schema.Int })

const faxes = HttpApiGroup.make("faxes")
  .annotate(OpenApi.Description, "The faxes that the mock has, and what becomes of them")
  .add(
    HttpApiEndpoint.get("list", "/faxes")
      .annotate(OpenApi.Summary, "Faxes that are as described")
      .annotate(OpenApi.Description, "Faxes that are as described, newest first, 100 unless told")
      .setUrlParams(Query)
      .addSuccess(FaxList)
  )
  .add(
    HttpApiEndpoint.get("get", "/faxes/:messageId")
      .annotate(OpenApi.Summary, "One fax")
      .annotate(OpenApi.Description, "Its state, its calls and its documents, as of now")
      .setPath(FaxPath)
      .setUrlParams(OfClient)
      .addSuccess(FaxView)
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.get("document", "/faxes/:messageId/documents/:index")
      .annotate(OpenApi.Summary, "A document of a fax")
      .annotate(OpenApi.Description, "A document as it was received, to be downloaded")
      .setPath(Schema.Struct({ ...FaxPath.fields, index: Schema.NumberFromString }))
      .setUrlParams(OfClient)
      .addSuccess(HttpApiSchema.Uint8Array())
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.get("pages", "/faxes/:messageId/pages")
      .annotate(OpenApi.Summary, "The pages of a fax")
      .annotate(OpenApi.Description, "Its pages as the recipient gets them, with their texts")
      .setPath(FaxPath)
      .setUrlParams(OfClient)
      .addSuccess(FaxPagesView)
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.get("pageImage", "/faxes/:messageId/pages/:image")
      .annotate(OpenApi.Summary, "A page as PNG")
      .annotate(OpenApi.Description, "A page as PNG: a bit a dot, or of a width, in square dots")
      .setPath(Schema.Struct({ ...FaxPath.fields, image: PageImageName }))
      .setUrlParams(
        StrictStruct({
          ...client,
          width: whole(16, 2048)
        })
      )
      .addSuccess(HttpApiSchema.Uint8Array({ contentType: "image/png" }))
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.get("tiff", "/faxes/:messageId/fax.tiff")
      .annotate(OpenApi.Summary, "A fax as TIFF")
      .annotate(OpenApi.Description, "The fax as the recipient gets it, to be downloaded")
      .setPath(FaxPath)
      .setUrlParams(OfClient)
      .addSuccess(HttpApiSchema.Uint8Array({ contentType: "image/tiff" }))
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.get("pdf", "/faxes/:messageId/fax.pdf")
      .annotate(OpenApi.Summary, "A fax as PDF")
      .annotate(OpenApi.Description, "The same as PDF")
      .setPath(FaxPath)
      .setUrlParams(OfClient)
      .addSuccess(HttpApiSchema.Uint8Array({ contentType: "application/pdf" }))
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.post("seed", "/faxes")
      .annotate(OpenApi.Summary, "Add faxes")
      .annotate(OpenApi.Description, "Puts faxes there that nobody sent")
      .setUrlParams(OfClient)
      .setPayload(StrictStruct({ faxes: Schema.Array(SeedFax) }))
      .addSuccess(FaxList)
  )
  .add(
    HttpApiEndpoint.post("deliver", "/faxes/:messageId/deliver")
      .annotate(OpenApi.Summary, "Deliver a fax now")
      .annotate(
        OpenApi.Description,
        "Every page arrives at once, whatever was planned for it; 409 when it has ended"
      )
      .setPath(FaxPath)
      .setUrlParams(OfClient)
      .addSuccess(FaxView)
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.post("fail", "/faxes/:messageId/fail")
      .annotate(OpenApi.Summary, "Fail a fax now")
      .annotate(OpenApi.Description, "It ends at once for this reason; 409 when it has ended")
      .setPath(FaxPath)
      .setUrlParams(OfClient)
      .setPayload(StrictStruct({ reason: FailureReason }))
      .addSuccess(FaxView)
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.post("hold", "/faxes/:messageId/hold")
      .annotate(OpenApi.Summary, "Hold a fax")
      .annotate(OpenApi.Description, "Nothing becomes of it until it is released")
      .setPath(FaxPath)
      .setUrlParams(OfClient)
      .addSuccess(FaxView)
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.post("release", "/faxes/:messageId/release")
      .annotate(OpenApi.Summary, "Release a fax that is held")
      .annotate(OpenApi.Description, "It goes on from where it was held")
      .setPath(FaxPath)
      .setUrlParams(OfClient)
      .addSuccess(FaxView)
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.del("remove", "/faxes/:messageId")
      .annotate(OpenApi.Summary, "Remove a fax")
      .annotate(OpenApi.Description, "Forgets the job that the fax belongs to")
      .setPath(FaxPath)
      .setUrlParams(OfClient)
      .addSuccess(HttpApiSchema.NoContent)
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.del("clear", "/faxes")
      .annotate(OpenApi.Summary, "Remove all faxes")
      .annotate(OpenApi.Description, "All of the client, with their jobs")
      .setUrlParams(OfClient)
      .addSuccess(HttpApiSchema.NoContent)
  )

const received = HttpApiGroup.make("received")
  .annotate(OpenApi.Description, "Faxes that clients receive")
  .add(
    HttpApiEndpoint.get("list", "/received")
      .annotate(OpenApi.Summary, "List received faxes, the newest first")
      .annotate(OpenApi.Description, "The faxes that came in for a client, read or not")
      .setUrlParams(OfClient)
      .addSuccess(Schema.Struct({ faxes: Schema.Array(ReceivedFax) }))
  )
  .add(
    HttpApiEndpoint.post("receive", "/received")
      .annotate(OpenApi.Summary, "Let a fax come in")
      .annotate(
        OpenApi.Description,
        "Somebody sends it to the client (`demo` when none is named), which finds it as at a gateway. 409 when its document cannot be faxed"
      )
      .setUrlParams(OfClient)
      .setPayload(IncomingFax)
      .addSuccess(ReceivedFax)
  )

const assertions = HttpApiGroup.make("assertions")
  .annotate(OpenApi.Description, "What tests ask about what was sent")
  .add(
    HttpApiEndpoint.post("verify", "/verify")
      .annotate(OpenApi.Summary, "Verify what was sent")
      .annotate(OpenApi.Description, "Whether this was sent, so many times, and nothing else")
      .setUrlParams(OfClient)
      .setPayload(Verification)
      .addSuccess(
        Schema.Struct({ ok: Schema.Boolean, discrepancies: Schema.Array(DiscrepancyView) })
      )
  )
  .add(
    HttpApiEndpoint.post("wait", "/wait")
      .annotate(OpenApi.Summary, "Wait for faxes")
      .annotate(
        OpenApi.Description,
        `Answers once enough faxes are as described, or time is up: after 5 seconds unless told, after ${longestWait / 60_000} minutes at most. ${mostWaiting} may wait at a time, others get a 409`
      )
      .setUrlParams(OfClient)
      .setPayload(WaitRequest)
      .addSuccess(
        Schema.Struct({
          ok: Schema.Boolean,
          faxes: Schema.Array(FaxView),
          nearMisses: Schema.Array(NearMissView)
        })
      )
  )

const journal = HttpApiGroup.make("journal")
  .annotate(OpenApi.Description, "Requests as they came, and what was answered")
  .add(
    HttpApiEndpoint.get("list", "/journal")
      .annotate(OpenApi.Summary, "Requests and answers")
      .annotate(OpenApi.Description, "Requests and answers, newest first, without secrets")
      .setUrlParams(
        StrictStruct({
          ...client,
          operation: optional(Operation),
          sendId: optional(Schema.String),
          limit: whole(1, 1000)
        })
      )
      .addSuccess(Schema.Struct({ entries: Schema.Array(JournalEntry), total: Schema.Int }))
  )
  .add(
    HttpApiEndpoint.del("clear", "/journal")
      .annotate(OpenApi.Summary, "Empty the journal")
      .annotate(OpenApi.Description, "Faxes stay")
      .setUrlParams(OfClient)
      .addSuccess(HttpApiSchema.NoContent)
  )

const ScenarioList = Schema.Struct({ scenarios: Schema.Array(Scenario) })
const GivenScenarios = StrictStruct({
  scenarios: Schema.Array(Scenario).pipe(Schema.maxItems(1000))
})

const scenarios = HttpApiGroup.make("scenarios")
  .annotate(OpenApi.Description, "What becomes of which request or fax")
  .add(
    HttpApiEndpoint.get("list", "/scenarios")
      .annotate(OpenApi.Summary, "The scenarios in force")
      .annotate(OpenApi.Description, "In the order in which they are tried")
      .setUrlParams(OfClient)
      .addSuccess(ScenarioList)
  )
  .add(
    HttpApiEndpoint.post("add", "/scenarios")
      .annotate(OpenApi.Summary, "Add scenarios")
      .annotate(OpenApi.Description, "They are tried after those that are there")
      .setUrlParams(OfClient)
      .setPayload(GivenScenarios)
      .addSuccess(ScenarioList)
  )
  .add(
    HttpApiEndpoint.put("replace", "/scenarios")
      .annotate(OpenApi.Summary, "Replace all scenarios")
      .annotate(OpenApi.Description, "In one step: no request meets half of them")
      .setUrlParams(OfClient)
      .setPayload(GivenScenarios)
      .addSuccess(ScenarioList)
  )
  .add(
    HttpApiEndpoint.del("clear", "/scenarios")
      .annotate(OpenApi.Summary, "Remove all scenarios")
      .annotate(OpenApi.Description, "Every fax then ends as its number says")
      .setUrlParams(OfClient)
      .addSuccess(HttpApiSchema.NoContent)
  )

const ClockView = Schema.Struct({
  now: Schema.String,
  isFrozen: Schema.Boolean
}).annotations({ identifier: "Clock" })

const clock = HttpApiGroup.make("clock")
  .annotate(OpenApi.Description, "The time that the line lives in")
  .add(
    HttpApiEndpoint.get("get", "/clock")
      .annotate(OpenApi.Summary, "The time of the line")
      .annotate(OpenApi.Description, "And whether the clock is stopped")
      .setUrlParams(OfClient)
      .addSuccess(ClockView)
  )
  .add(
    HttpApiEndpoint.post("advance", "/clock/advance")
      .annotate(OpenApi.Summary, "Move the time on")
      .annotate(
        OpenApi.Description,
        "By a number of milliseconds, or a text such as 1500 ms, 2m or 1h"
      )
      .setUrlParams(OfClient)
      .setPayload(StrictStruct({ by: Span }))
      .addSuccess(ClockView)
  )
  .add(
    HttpApiEndpoint.post("freeze", "/clock/freeze")
      .annotate(OpenApi.Summary, "Stop the clock")
      .annotate(OpenApi.Description, "Only advancing moves it then")
      .setUrlParams(OfClient)
      .addSuccess(ClockView)
  )
  .add(
    HttpApiEndpoint.post("unfreeze", "/clock/unfreeze")
      .annotate(OpenApi.Summary, "Start the clock again")
      .annotate(OpenApi.Description, "It goes on from where it was stopped")
      .setUrlParams(OfClient)
      .addSuccess(ClockView)
  )
  .add(
    HttpApiEndpoint.post("runToEnd", "/clock/run-to-end")
      .annotate(OpenApi.Summary, "Move the time on to the end of all faxes")
      .annotate(OpenApi.Description, "Moves on until every fax has ended that is not on hold")
      .setUrlParams(OfClient)
      .addSuccess(ClockView)
  )

const SnapshotPath = Schema.Struct({ id: Schema.String })

const state = HttpApiGroup.make("state")
  .annotate(OpenApi.Description, "All that the mock holds")
  .add(
    HttpApiEndpoint.get("clients", "/clients")
      .annotate(OpenApi.Summary, "The clients that the mock knows")
      .annotate(OpenApi.Description, "With how many faxes and requests each has")
      .setUrlParams(NoQuery)
      .addSuccess(
        Schema.Struct({
          clients: Schema.Array(
            Schema.Struct({ client: Schema.String, faxes: Schema.Int, requests: Schema.Int })
          )
        })
      )
  )
  .add(
    HttpApiEndpoint.post("reset", "/reset")
      .annotate(OpenApi.Summary, "Forget faxes, requests, scenarios or all")
      .annotate(OpenApi.Description, "Forgets what is named, in one step; everything when {}")
      .setUrlParams(OfClient)
      .setPayload(ResetOptions)
      .addSuccess(HttpApiSchema.NoContent)
  )
  .add(
    HttpApiEndpoint.post("expireTokens", "/tokens/expire")
      .annotate(OpenApi.Summary, "Expire all access tokens")
      .annotate(OpenApi.Description, "The next call with one of them is answered with 401")
      .setUrlParams(OfClient)
      .addSuccess(HttpApiSchema.NoContent)
  )
  .add(
    HttpApiEndpoint.post("snapshot", "/snapshots")
      .annotate(OpenApi.Summary, "Take a snapshot")
      .annotate(OpenApi.Description, "Keeps everything as it is; the oldest of 20 is given up")
      .setUrlParams(OfClient)
      .addSuccess(Schema.Struct({ id: Schema.String }))
  )
  .add(
    HttpApiEndpoint.post("restore", "/snapshots/:id/restore")
      .annotate(OpenApi.Summary, "Go back to a snapshot")
      .annotate(OpenApi.Description, "Everything is as it was when it was taken")
      .setPath(SnapshotPath)
      .setUrlParams(NoQuery)
      .addSuccess(HttpApiSchema.NoContent)
      .addError(UnknownBody)
  )

/** The platform's own error, which `inWords` answers as a `BadRequest`, and what it consists of. */
const unanswered = ["HttpApiDecodeError", "Issue", "PropertyKey"]

const isUnanswered = (schema: unknown) =>
  unanswered.some(
    (name) =>
      Predicate.hasProperty(schema, "$ref") && schema.$ref === `#/components/schemas/${name}`
  )

/** The document without what is never answered. */
const asAnswered = (document: unknown): Record<string, unknown> =>
  JSON.parse(JSON.stringify(document), (key, value: unknown) => {
    if (unanswered.includes(key)) return undefined
    if (!Predicate.hasProperty(value, "anyOf") || !Array.isArray(value.anyOf)) return value
    const anyOf = value.anyOf.filter((schema) => !isUnanswered(schema))
    return anyOf.length === 1 ? anyOf[0] : { ...value, anyOf }
  })

/**
 * What tests and people do behind the service's back, under `/_mock`.
 *
 * @example
 * ```ts
 * import { OpenApi } from "@effect/platform"
 * import { MockApi } from "@faxingcenter/mock-server/client"
 *
 * console.log(JSON.stringify(OpenApi.fromApi(MockApi), undefined, 2))
 * ```
 */
export class MockApi extends HttpApi.make("mock")
  .add(faxes)
  .add(received)
  .add(assertions)
  .add(journal)
  .add(scenarios)
  .add(clock)
  .add(state)
  .addError(BadRequestBody)
  .addError(ConflictBody)
  .addError(ForbiddenBody)
  .addError(TooLargeBody)
  .addError(DefectBody)
  .prefix("/_mock")
  .annotate(OpenApi.Title, "FaxingCenter mock: control")
  .annotate(
    OpenApi.Description,
    `Requests have ${mostBody / 1024 / 1024} MiB at most (413). Hosts other than this machine have to be allowed, and pages of other sites are refused (403). Beside it, \`GET /_mock/events\`, of one \`client\` or of all, is a stream of server-sent events, \`change\` whenever something is new; there may be ${mostStreams} at a time (503).`
  )
  .annotate(OpenApi.Version, "1.0.0")
  .annotate(OpenApi.License, { name: "MIT", url: "https://opensource.org/license/mit" })
  .annotate(OpenApi.Servers, [{ url: "/" }])
  .annotate(OpenApi.Transform, (document) => ({
    ...asAnswered(document),
    info: { ...document.info, contact: { name: "FaxingCenter for TypeScript" } }
  })) {}
