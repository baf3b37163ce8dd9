import { Schema } from "effect"

/** The parts of FHIR R4 resources that this program reads. It writes the others back as they were. */
const Reference = Schema.Struct({ reference: Schema.String })

const Attachment = Schema.Struct({
  contentType: Schema.optional(Schema.String),
  /** Base64. */
  data: Schema.optional(Schema.String),
  /** Of a `Binary` on the same server. */
  url: Schema.optional(Schema.String),
  title: Schema.optional(Schema.String)
})
export interface Attachment extends Schema.Schema.Type<typeof Attachment> {}

const Meta = Schema.Struct({ versionId: Schema.String })

export const CommunicationRequest = Schema.Struct({
  id: Schema.String,
  meta: Meta,
  subject: Schema.optional(Reference),
  recipient: Schema.NonEmptyArray(Reference),
  payload: Schema.NonEmptyArray(
    Schema.Struct({
      contentString: Schema.optional(Schema.String),
      contentAttachment: Schema.optional(Attachment),
      contentReference: Schema.optional(Reference)
    })
  )
})
export interface CommunicationRequest extends Schema.Schema.Type<typeof CommunicationRequest> {}

export const Communication = Schema.Struct({
  id: Schema.String,
  meta: Meta,
  status: Schema.String,
  basedOn: Schema.NonEmptyArray(Reference),
  recipient: Schema.Array(Reference),
  identifier: Schema.NonEmptyArray(
    Schema.Struct({ system: Schema.optional(Schema.String), value: Schema.String })
  )
})

/** A Practitioner, an Organization, a Patient: whatever can be reached. */
export const Reachable = Schema.Struct({
  telecom: Schema.optionalWith(
    Schema.Array(
      Schema.Struct({
        system: Schema.optional(Schema.String),
        value: Schema.optional(Schema.String),
        rank: Schema.optionalWith(Schema.Int, { default: () => Number.MAX_SAFE_INTEGER })
      })
    ),
    { default: () => [] }
  )
})

export const DocumentReference = Schema.Struct({
  content: Schema.NonEmptyArray(Schema.Struct({ attachment: Attachment }))
})

export const Binary = Schema.Struct({ contentType: Schema.String, data: Schema.String })

export const Bundle = Schema.Struct({
  entry: Schema.optionalWith(Schema.Array(Schema.Struct({ resource: Schema.Unknown })), {
    default: () => []
  })
})
