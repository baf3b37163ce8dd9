import { FaxNumber, MessageId, SendId } from "@faxingcenter/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Course, Ending } from "../line/Fate.js"
import { fateOf } from "../line/fateOf.js"
import { reading, strict } from "../strict.js"
import { endOfTime } from "./ClientClock.js"
import type { Job } from "./Job.js"
import type { Simulation } from "./Simulation.js"
import type { Tenant } from "./Tenants.js"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const SentOn = Schema.DateFromString.pipe(
  Schema.filter((date) => {
    const at = date.getTime()
    return at >= 0 && at <= endOfTime ? undefined : "a moment from 1970 to 9999, in ISO 8601"
  })
)

/** A fax to add without sending it. */
export const SeedFax = Schema.Struct({
  number: FaxNumber,
  reference: optional(Schema.String),
  /** Default: now, on the client's clock. */
  sentOn: optional(SentOn),
  /** How its one call ended. Default: what belongs to the number. */
  ends: optional(Ending),
  pages: optional(Schema.NonNegativeInt),
  documents: optional(
    Schema.Array(Schema.Struct({ fileName: Schema.String, bytes: Schema.Uint8ArrayFromBase64 }))
  )
}).annotations({ identifier: "SeedFax", ...strict })
export interface SeedFax extends Schema.Schema.Type<typeof SeedFax> {}

export const readSeeds = reading("list of faxes to add", Schema.Array(SeedFax))

const decodeCourse = Schema.decodeSync(Course)

const emptyPage = { fileName: "seed.txt", bytes: new TextEncoder().encode("Seeded\n") }

/** Puts faxes into an inbox, one job each; refused numbers deliver there. */
export const seed = Effect.fn("Simulation.seed")(function* (
  { randomHex, tenants }: Simulation["Type"],
  tenant: Tenant,
  faxes: ReadonlyArray<SeedFax>
) {
  const now = tenant.inbox.now(yield* Clock.currentTimeMillis)
  return yield* Effect.forEach(faxes, (fax) =>
    Effect.gen(function* () {
      const documents = (fax.documents ?? [emptyPage]).map((document, order) => ({
        ...document,
        order
      }))
      const fate = fateOf(fax.number)
      const course =
        fax.ends !== undefined || "refuse" in fate
          ? decodeCourse([{ ends: fax.ends ?? "delivered" }])
          : fate.calls
      const acceptedAt = fax.sentOn?.getTime() ?? now
      const job: Job = {
        sendId: SendId.make(randomHex(32)),
        acceptedAt,
        documents,
        messages: [
          {
            messageId: MessageId.make(randomHex(32)),
            number: fax.number,
            ...(fax.reference === undefined ? {} : { reference: fax.reference }),
            timetable: {
              acceptedAt,
              course,
              pauses: [],
              pages: fax.pages ?? documents.length
            }
          }
        ]
      }
      tenants.add(tenant, job)
      return job
    })
  )
})
