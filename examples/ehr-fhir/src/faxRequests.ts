import {
  DocumentMissing,
  type FaxingCenter,
  InvalidNumber,
  Rejected
} from "@faxingcenter/core/promise"
import { Schema } from "effect"
import type { Client } from "fhir-kit-client"
import { documentsOf, recipientsOf, Unfaxable } from "./readFax.js"
import { Bundle, Communication, CommunicationRequest } from "./resources.js"

/** Names the gateway's message ids among a Communication's identifiers. */
const messageIds = "urn:faxingcenter:message-id"
/** Names the version of the request that a fax was sent for. */
const versions = "urn:faxingcenter:request-version"

const find = async <A, I>(
  ehr: Client,
  resourceType: string,
  schema: Schema.Schema<A, I>,
  searchParams: Record<string, string>
) => {
  const found = await ehr.resourceSearch({ resourceType, searchParams })
  const { entry } = Schema.decodeUnknownSync(Bundle)(found)
  return entry.map(({ resource }) => Schema.decodeUnknownSync(schema)(resource))
}

/** Changes some members of the version that was read; a newer version makes it fail. */
const change = async (
  ehr: Client,
  resourceType: string,
  { id, meta }: { readonly id: string; readonly meta: { readonly versionId: string } },
  members: Record<string, unknown>
) => {
  const current = await ehr.read({ resourceType, id })
  await ehr.update({
    resourceType,
    id,
    body: { ...current, ...members },
    options: { headers: { "if-match": `W/"${meta.versionId}"` } }
  })
}

const hold = (ehr: Client, request: CommunicationRequest, text: string) =>
  change(ehr, "CommunicationRequest", request, { status: "on-hold", statusReason: { text } })

const send = async (ehr: Client, fax: FaxingCenter, request: CommunicationRequest) => {
  const basedOn = { reference: `CommunicationRequest/${request.id}` }
  const version = `${basedOn.reference}/${request.meta.versionId}`
  const recorded = await find(ehr, "Communication", Communication, {
    "based-on": basedOn.reference
  })
  const ofThisVersion = (each: typeof Communication.Type) =>
    each.identifier.some(({ system, value }) => system === versions && value === version)
  // Who got the fax of an earlier version does not get it again.
  const reached = new Set(
    recorded
      .filter((each) => each.status !== "not-done" && !ofThisVersion(each))
      .flatMap(({ recipient }) => recipient.map(({ reference }) => reference))
  )
  const wanted = request.recipient.filter(({ reference }) => !reached.has(reference))
  const recipients = await recipientsOf(ehr, wanted)
  if (recorded.filter(ofThisVersion).length >= recipients.size) return
  // Once for each version, however often this is run: the gateway keeps the key.
  const { messages } = await fax.send(
    {
      to: [...recipients.keys()],
      documents: await documentsOf(ehr, request),
      reference: request.id
    },
    { idempotencyKey: version }
  )
  for (const { faxNumber, messageId } of messages) {
    await ehr.create({
      resourceType: "Communication",
      body: {
        resourceType: "Communication",
        identifier: [
          { system: messageIds, value: messageId },
          { system: versions, value: version }
        ],
        basedOn: [basedOn],
        status: "in-progress",
        medium: [{ text: "fax" }],
        ...(request.subject === undefined ? {} : { subject: request.subject }),
        recipient: recipients.get(faxNumber)
      },
      // A crash between two of these is made good by the next run.
      options: { headers: { "if-none-exist": `identifier=${messageIds}|${messageId}` } }
    })
  }
}

/**
 * Sends every active CommunicationRequest whose medium is fax, and records a Communication for each
 * recipient. A request that cannot be faxed is put on hold, with the reason.
 */
export const sendRequests = async (ehr: Client, fax: FaxingCenter) => {
  const requests = await find(ehr, "CommunicationRequest", CommunicationRequest, {
    status: "active",
    medium: "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode|FAXWRIT"
  })
  for (const request of requests) {
    try {
      await send(ehr, fax, request)
    } catch (error) {
      const isTheirs =
        error instanceof Unfaxable ||
        error instanceof InvalidNumber ||
        error instanceof DocumentMissing ||
        error instanceof Rejected
      if (!isTheirs) throw error
      await hold(ehr, request, error.message)
    }
  }
}

/**
 * Writes back what became of the faxes. A delivered one completes its Communication, a failed one ends it as
 * not-done. The request is completed when all its faxes were delivered, and put on hold when one failed.
 */
export const reportOutcomes = async (
  ehr: Client,
  fax: FaxingCenter,
  reasonOf: (messageId: string) => Promise<string | undefined>
) => {
  const open = await find(ehr, "Communication", Communication, { status: "in-progress" })
  const touched = new Set<string>()
  for (const communication of open) {
    const id = communication.identifier.find(({ system }) => system === messageIds)
    if (id === undefined) continue
    const message = await fax.message(id.value)
    if (message.status === "processing") continue
    const ended =
      message.status === "delivered"
        ? { status: "completed", received: message.receivedOn?.toISOString() }
        : { status: "not-done", statusReason: { text: (await reasonOf(id.value)) ?? "failed" } }
    await change(ehr, "Communication", communication, {
      ...ended,
      sent: message.sentOn.toISOString()
    })
    touched.add(communication.basedOn[0].reference)
  }
  for (const reference of touched) await conclude(ehr, reference)
}

const conclude = async (ehr: Client, reference: string) => {
  const all = await find(ehr, "Communication", Communication, { "based-on": reference })
  if (all.some(({ status }) => status === "in-progress")) return
  const request = Schema.decodeUnknownSync(CommunicationRequest)(await ehr.request(reference))
  const reached = new Set(
    all
      .filter(({ status }) => status === "completed")
      .flatMap(({ recipient }) => recipient.map((each) => each.reference))
  )
  const missed = request.recipient.filter((each) => !reached.has(each.reference))
  await (missed.length > 0
    ? hold(
        ehr,
        request,
        `Not delivered to ${missed.map((each) => each.reference).join(", ")}; see the Communications`
      )
    : change(ehr, "CommunicationRequest", request, { status: "completed" }))
}
