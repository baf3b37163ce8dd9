import { ReceivedFax } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { localOf } from "../format/moment.js"
import { eventsOf } from "../gateway/eventStream.js"
import { gatewayOf } from "../gateway/gatewayClient.js"
import { profileFlag } from "../settings/connection.js"
import { printJson, printLine } from "../terminal/output.js"
import { statusStyle, styleFor } from "../terminal/style.js"

const after = Flag.text("after", "ID", {
  summary: "Start after this event (default: now)"
})

/** Of a fax that came in: all that is told of it, as it is written. */
const ReceptionEvent = Schema.Struct({
  type: Schema.String,
  timestamp: Schema.String,
  data: Schema.encodedSchema(ReceivedFax)
})
type ReceptionEvent = typeof ReceptionEvent.Type

const MessageEvent = Schema.Struct({
  type: Schema.String,
  timestamp: Schema.String,
  data: Schema.Struct({
    messageId: Schema.String,
    sendId: Schema.String,
    faxNumber: Schema.String,
    attempt: Schema.optionalWith(Schema.Int, { exact: true }),
    pages: Schema.optionalWith(Schema.Int, { exact: true }),
    reason: Schema.optionalWith(Schema.String, { exact: true }),
    notBefore: Schema.optionalWith(Schema.String, { exact: true })
  })
})
type MessageEvent = typeof MessageEvent.Type

const Event = Schema.parseJson(Schema.Union(MessageEvent, ReceptionEvent))
const decode = Schema.decodeEither(Event)

const styleOut = styleFor("stdout")

const messageLine = ({ data, timestamp, type }: MessageEvent): string => {
  const what = type.replace(/^message\./, "")
  const facts = [
    data.attempt === undefined ? undefined : `call ${data.attempt}`,
    data.pages === undefined ? undefined : `${data.pages} page(s)`,
    data.reason,
    data.notBefore === undefined ? undefined : `not before ${localOf(data.notBefore)}`
  ].filter((fact) => fact !== undefined)
  return [
    localOf(timestamp),
    data.faxNumber,
    styleOut(statusStyle(what), what),
    ...facts,
    data.messageId
  ].join("  ")
}

const receptionLine = ({ data, timestamp, type }: ReceptionEvent): string => {
  const what = type.replace(/^fax\./, "")
  const facts = [
    data.from ?? data.remoteStation ?? "unknown",
    styleOut(statusStyle(what), what),
    `${data.pages} page(s)${data.partial ? ", incomplete" : ""}`,
    data.receivedFaxId
  ]
  return [localOf(timestamp), ...facts].join("  ")
}

const lineOf = (event: typeof Event.Type): string =>
  "messageId" in event.data
    ? messageLine({ ...event, data: event.data })
    : receptionLine({ ...event, data: event.data })

export const events = defineCommand({
  name: "events",
  summary: "Follow the events of a gateway as they happen",
  details:
    "Prints a line for each event until Ctrl-C. A broken stream resumes where it broke. With --json, each line is an event with its id, which --after accepts.",
  flags: { after, profile: profileFlag, json: jsonFlag },
  examples: [
    { line: "fax events", does: "Follow it live" },
    { line: "fax events --json | jq -r .type", does: "For a program" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const gateway = yield* gatewayOf(given.profile)
      yield* Stream.runForEach(eventsOf(gateway, given.after), ({ data, id }) =>
        Either.match(decode(data), {
          onLeft: () => Effect.void,
          onRight: (event) => (given.json ? printJson({ id, ...event }) : printLine(lineOf(event)))
        })
      )
      return exitCodes.ok
    })
})
