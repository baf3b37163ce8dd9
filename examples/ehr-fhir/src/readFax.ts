import { Schema } from "effect"
import type { Client } from "fhir-kit-client"
import {
  type Attachment,
  Binary,
  type CommunicationRequest,
  DocumentReference,
  Reachable
} from "./resources.js"

/** The request as it is cannot be faxed; a person has to change it. */
export class Unfaxable extends Error {}

const extensions: Readonly<Record<string, string>> = {
  "application/pdf": "pdf",
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/tiff": "tif",
  "text/plain": "txt"
}

const numberOf = async (ehr: Client, reference: string) => {
  const { telecom } = Schema.decodeUnknownSync(Reachable)(await ehr.request(reference))
  const [best] = telecom
    .filter(({ system, value }) => system === "fax" && value !== undefined)
    .toSorted((a, b) => a.rank - b.rank)
  if (best?.value === undefined) throw new Unfaxable(`${reference} has no fax number`)
  // Directories write +1 (386) 234-5678, the service takes digits.
  return best.value.replaceAll(/\D/g, "")
}

const fileOf = async (ehr: Client, { contentType, data, url }: Attachment, place: number) => {
  const content =
    data === undefined
      ? url === undefined
        ? undefined
        : Schema.decodeUnknownSync(Binary)(await ehr.request(url))
      : { contentType: contentType ?? "", data }
  const extension = extensions[content?.contentType ?? ""]
  if (content === undefined || extension === undefined) {
    throw new Unfaxable(`Document ${place} has no content of a type that can be faxed`)
  }
  return { name: `${place}.${extension}`, data: Buffer.from(content.data, "base64") }
}

const attachmentsOf = async (ehr: Client, payload: CommunicationRequest["payload"][number]) => {
  if (payload.contentAttachment !== undefined) return [payload.contentAttachment]
  if (payload.contentReference !== undefined) {
    const found = await ehr.request(payload.contentReference.reference)
    return Schema.decodeUnknownSync(DocumentReference)(found).content.map((each) => each.attachment)
  }
  const data = Buffer.from(payload.contentString ?? "").toString("base64")
  return [{ contentType: "text/plain", data }]
}

/** Who is to get a fax at each number: two recipients may share a machine, which gets one. */
export const recipientsOf = async (
  ehr: Client,
  recipients: ReadonlyArray<CommunicationRequest["recipient"][number]>
) => {
  const byNumber = new Map<string, Array<CommunicationRequest["recipient"][number]>>()
  for (const each of recipients) {
    const number = await numberOf(ehr, each.reference)
    byNumber.set(number, [...(byNumber.get(number) ?? []), each])
  }
  return byNumber
}

/** The documents that a CommunicationRequest has or refers to, in order. */
export const documentsOf = async (ehr: Client, { payload }: CommunicationRequest) => {
  const attachments = (await Promise.all(payload.map((each) => attachmentsOf(ehr, each)))).flat()
  return Promise.all(attachments.map((attachment, index) => fileOf(ehr, attachment, index + 1)))
}
