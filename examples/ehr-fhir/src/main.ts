// Faxes the CommunicationRequests of a FHIR server through a gateway, and writes back the outcomes.
// Run it every minute, from cron or a timer:
//
//   export FHIR_BASE_URL=https://ehr.example/fhir FHIR_TOKEN=...
//   export FAXINGCENTER_BASE_URL=http://127.0.0.1:8030 FAXINGCENTER_CLIENT_ID=... FAXINGCENTER_CLIENT_SECRET=...
//   npx tsx src/main.ts
import { FaxingCenter } from "@faxingcenter/core/promise"
import { Schema } from "effect"
import { Client } from "fhir-kit-client"
import { reportOutcomes, sendRequests } from "./faxRequests.js"

const { FAXINGCENTER_BASE_URL: gateway = "", FHIR_TOKEN } = process.env
const fax = new FaxingCenter({
  baseUrl: gateway,
  clientId: process.env.FAXINGCENTER_CLIENT_ID ?? "",
  clientSecret: process.env.FAXINGCENTER_CLIENT_SECRET ?? ""
})
const ehr = new Client({
  baseUrl: process.env.FHIR_BASE_URL ?? "",
  ...(FHIR_TOKEN === undefined ? {} : { bearerToken: FHIR_TOKEN })
})

/** Why a fax failed, which the gateway knows beside the contract. */
const reasonOf = async (messageId: string) => {
  const { token } = await fax.authenticate()
  const answer = await fetch(`${gateway}/gateway/v1/messages/${messageId}`, {
    headers: { authorization: `Bearer ${token}` }
  })
  const Detail = Schema.Struct({ reason: Schema.optional(Schema.String) })
  return Schema.decodeUnknownSync(Detail)(await answer.json()).reason
}

await sendRequests(ehr, fax)
await reportOutcomes(ehr, fax, reasonOf)
