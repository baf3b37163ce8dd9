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
export const longestWaitMillis = 10 * 60 * 1000

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
  client: optional(Schema.String.annotations({ description: "Client id (default: all clients)" }))
}
const OfClient = StrictStruct(client)
const NoQuery = Schema.Struct({}).pipe(
  Schema.filter((given) => {
    const [name] = Object.keys(given)
    return name === undefined
      ? undefined
      : { path: [name], message: "is unexpected; no members are expected" }
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
  .annotate(OpenApi.Description, "The mock's faxes and their outcomes")
  .add(
    HttpApiEndpoint.get("list", "/faxes")
      .annotate(OpenApi.Summary, "List matching faxes")
      .annotate(OpenApi.Description, "The matching faxes, newest first (default: 100)")
      .setUrlParams(Query)
      .addSuccess(FaxList)
  )
  .add(
    HttpApiEndpoint.get("get", "/faxes/:messageId")
      .annotate(OpenApi.Summary, "One fax")
      .annotate(OpenApi.Description, "Its current state, its calls and its documents")
      .setPath(FaxPath)
      .setUrlParams(OfClient)
      .addSuccess(FaxView)
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.get("document", "/faxes/:messageId/documents/:index")
      .annotate(OpenApi.Summary, "A document of a fax")
      .annotate(OpenApi.Description, "A document as received, for download")
      .setPath(Schema.Struct({ ...FaxPath.fields, index: Schema.NumberFromString }))
      .setUrlParams(OfClient)
      .addSuccess(HttpApiSchema.Uint8Array())
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.get("pages", "/faxes/:messageId/pages")
      .annotate(OpenApi.Summary, "The pages of a fax")
      .annotate(OpenApi.Description, "The pages as the recipient gets them, with their text")
      .setPath(FaxPath)
      .setUrlParams(OfClient)
      .addSuccess(FaxPagesView)
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.get("pageImage", "/faxes/:messageId/pages/:image")
      .annotate(OpenApi.Summary, "A page as PNG")
      .annotate(
        OpenApi.Description,
        "A page as PNG: one bit per dot, or scaled to a width, with square dots"
      )
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
      .annotate(OpenApi.Description, "The fax as the recipient gets it, for download")
      .setPath(FaxPath)
      .setUrlParams(OfClient)
      .addSuccess(HttpApiSchema.Uint8Array({ contentType: "image/tiff" }))
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.get("pdf", "/faxes/:messageId/fax.pdf")
      .annotate(OpenApi.Summary, "A fax as PDF")
      .annotate(OpenApi.Description, "The fax as PDF, for download")
      .setPath(FaxPath)
      .setUrlParams(OfClient)
      .addSuccess(HttpApiSchema.Uint8Array({ contentType: "application/pdf" }))
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.post("seed", "/faxes")
      .annotate(OpenApi.Summary, "Add faxes")
      .annotate(OpenApi.Description, "Adds faxes without a send request")
      .setUrlParams(OfClient)
      .setPayload(StrictStruct({ faxes: Schema.Array(SeedFax) }))
      .addSuccess(FaxList)
  )
  .add(
    HttpApiEndpoint.post("deliver", "/faxes/:messageId/deliver")
      .annotate(OpenApi.Summary, "Deliver a fax now")
      .annotate(
        OpenApi.Description,
        "Every page arrives immediately, whatever was planned; 409 if the fax has already ended"
      )
      .setPath(FaxPath)
      .setUrlParams(OfClient)
      .addSuccess(FaxView)
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.post("fail", "/faxes/:messageId/fail")
      .annotate(OpenApi.Summary, "Fail a fax now")
      .annotate(
        OpenApi.Description,
        "It fails immediately for this reason; 409 if it has already ended"
      )
      .setPath(FaxPath)
      .setUrlParams(OfClient)
      .setPayload(StrictStruct({ reason: FailureReason }))
      .addSuccess(FaxView)
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.post("hold", "/faxes/:messageId/hold")
      .annotate(OpenApi.Summary, "Hold a fax")
      .annotate(OpenApi.Description, "It does not progress until it is released")
      .setPath(FaxPath)
      .setUrlParams(OfClient)
      .addSuccess(FaxView)
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.post("release", "/faxes/:messageId/release")
      .annotate(OpenApi.Summary, "Release a fax that is held")
      .annotate(OpenApi.Description, "It continues from where it was held")
      .setPath(FaxPath)
      .setUrlParams(OfClient)
      .addSuccess(FaxView)
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.del("remove", "/faxes/:messageId")
      .annotate(OpenApi.Summary, "Remove a fax")
      .annotate(OpenApi.Description, "Removes the whole job that the fax belongs to")
      .setPath(FaxPath)
      .setUrlParams(OfClient)
      .addSuccess(HttpApiSchema.NoContent)
      .addError(UnknownBody)
  )
  .add(
    HttpApiEndpoint.del("clear", "/faxes")
      .annotate(OpenApi.Summary, "Remove all faxes")
      .annotate(OpenApi.Description, "All faxes of the client, with their jobs")
      .setUrlParams(OfClient)
      .addSuccess(HttpApiSchema.NoContent)
  )

const received = HttpApiGroup.make("received")
  .annotate(OpenApi.Description, "Faxes received by clients")
  .add(
    HttpApiEndpoint.get("list", "/received")
      .annotate(OpenApi.Summary, "List received faxes, newest first")
      .annotate(OpenApi.Description, "The faxes received for a client, read or unread")
      .setUrlParams(OfClient)
      .addSuccess(Schema.Struct({ faxes: Schema.Array(ReceivedFax) }))
  )
  .add(
    HttpApiEndpoint.post("receive", "/received")
      .annotate(OpenApi.Summary, "Receive a fax")
      .annotate(
        OpenApi.Description,
        "The fax arrives for the client (default: `demo`), which finds it as on a gateway. 409 if its document cannot be faxed"
      )
      .setUrlParams(OfClient)
      .setPayload(IncomingFax)
      .addSuccess(ReceivedFax)
  )

const assertions = HttpApiGroup.make("assertions")
  .annotate(OpenApi.Description, "Assertions about what was sent")
  .add(
    HttpApiEndpoint.post("verify", "/verify")
      .annotate(OpenApi.Summary, "Verify what was sent")
      .annotate(
        OpenApi.Description,
        "Checks that this was sent, how often, and that nothing else was"
      )
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
        `Answers when enough faxes match or the time is up (default: 5 seconds, maximum: ${longestWaitMillis / 60_000} minutes). At most ${mostWaiting} requests may wait at the same time; others get a 409`
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
  .annotate(OpenApi.Description, "Requests and their answers")
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
      .annotate(OpenApi.Description, "Faxes are kept")
      .setUrlParams(OfClient)
      .addSuccess(HttpApiSchema.NoContent)
  )

const ScenarioList = Schema.Struct({ scenarios: Schema.Array(Scenario) })
const GivenScenarios = StrictStruct({
  scenarios: Schema.Array(Scenario).pipe(Schema.maxItems(1000))
})

const scenarios = HttpApiGroup.make("scenarios")
  .annotate(OpenApi.Description, "What happens to which request or fax")
  .add(
    HttpApiEndpoint.get("list", "/scenarios")
      .annotate(OpenApi.Summary, "List active scenarios")
      .annotate(OpenApi.Description, "In the order in which they are tried")
      .setUrlParams(OfClient)
      .addSuccess(ScenarioList)
  )
  .add(
    HttpApiEndpoint.post("add", "/scenarios")
      .annotate(OpenApi.Summary, "Add scenarios")
      .annotate(OpenApi.Description, "They are tried after the existing ones")
      .setUrlParams(OfClient)
      .setPayload(GivenScenarios)
      .addSuccess(ScenarioList)
  )
  .add(
    HttpApiEndpoint.put("replace", "/scenarios")
      .annotate(OpenApi.Summary, "Replace all scenarios")
      .annotate(OpenApi.Description, "In one step: no request sees only half of them")
      .setUrlParams(OfClient)
      .setPayload(GivenScenarios)
      .addSuccess(ScenarioList)
  )
  .add(
    HttpApiEndpoint.del("clear", "/scenarios")
      .annotate(OpenApi.Summary, "Remove all scenarios")
      .annotate(OpenApi.Description, "Every fax then ends as its number determines")
      .setUrlParams(OfClient)
      .addSuccess(HttpApiSchema.NoContent)
  )

const ClockView = Schema.Struct({
  now: Schema.String,
  isFrozen: Schema.Boolean
}).annotations({ identifier: "Clock" })

const clock = HttpApiGroup.make("clock")
  .annotate(OpenApi.Description, "The simulated line's time")
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
        "By a number of milliseconds, or a duration such as 1500 ms, 2m or 1h"
      )
      .setUrlParams(OfClient)
      .setPayload(StrictStruct({ by: Span }))
      .addSuccess(ClockView)
  )
  .add(
    HttpApiEndpoint.post("freeze", "/clock/freeze")
      .annotate(OpenApi.Summary, "Stop the clock")
      .annotate(OpenApi.Description, "It then moves only when advanced")
      .setUrlParams(OfClient)
      .addSuccess(ClockView)
  )
  .add(
    HttpApiEndpoint.post("unfreeze", "/clock/unfreeze")
      .annotate(OpenApi.Summary, "Start the clock again")
      .annotate(OpenApi.Description, "It continues from where it was stopped")
      .setUrlParams(OfClient)
      .addSuccess(ClockView)
  )
  .add(
    HttpApiEndpoint.post("runToEnd", "/clock/run-to-end")
      .annotate(OpenApi.Summary, "Move the time on to the end of all faxes")
      .annotate(OpenApi.Description, "Moves on until every fax that is not on hold has ended")
      .setUrlParams(OfClient)
      .addSuccess(ClockView)
  )

const SnapshotPath = Schema.Struct({ id: Schema.String })

const state = HttpApiGroup.make("state")
  .annotate(OpenApi.Description, "The mock's whole state")
  .add(
    HttpApiEndpoint.get("clients", "/clients")
      .annotate(OpenApi.Summary, "List clients")
      .annotate(OpenApi.Description, "Each with its number of faxes and requests")
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
      .annotate(OpenApi.Summary, "Reset faxes, requests, scenarios or everything")
      .annotate(OpenApi.Description, "Removes what is named, in one step; everything if {}")
      .setUrlParams(OfClient)
      .setPayload(ResetOptions)
      .addSuccess(HttpApiSchema.NoContent)
  )
  .add(
    HttpApiEndpoint.post("expireTokens", "/tokens/expire")
      .annotate(OpenApi.Summary, "Expire all access tokens")
      .annotate(OpenApi.Description, "The next call with one of them gets a 401")
      .setUrlParams(OfClient)
      .addSuccess(HttpApiSchema.NoContent)
  )
  .add(
    HttpApiEndpoint.post("snapshot", "/snapshots")
      .annotate(OpenApi.Summary, "Take a snapshot")
      .annotate(OpenApi.Description, "Stores the current state; the oldest of 20 is dropped")
      .setUrlParams(OfClient)
      .addSuccess(Schema.Struct({ id: Schema.String }))
  )
  .add(
    HttpApiEndpoint.post("restore", "/snapshots/:id/restore")
      .annotate(OpenApi.Summary, "Go back to a snapshot")
      .annotate(OpenApi.Description, "Restores everything to the time of the snapshot")
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
 * The control API, under `/_mock`.
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
    `Requests can have up to ${mostBody / 1024 / 1024} MiB (413). Hosts other than this machine must be allowed, and pages of other sites are refused (403). \`GET /_mock/events\`, for one \`client\` or all, is a stream of server-sent events, with a \`change\` whenever something is new; at most ${mostStreams} streams can be open (503).`
  )
  .annotate(OpenApi.Version, "1.0.0")
  .annotate(OpenApi.License, { name: "MIT", url: "https://opensource.org/license/mit" })
  .annotate(OpenApi.Servers, [{ url: "/" }])
  .annotate(OpenApi.Transform, (document) => ({
    ...asAnswered(document),
    info: { ...document.info, contact: { name: "FaxingCenter for TypeScript" } }
  })) {}
