import createClient from "openapi-fetch"
import type { paths } from "./generated/gateway.js"

/** What `fax clients add` prints. */
export interface Account {
  readonly clientId: string
  readonly clientSecret: string
}

/**
 * A typed client of a gateway. Its types were generated from the gateway's own description:
 * `npx openapi-typescript http://localhost:8080/openapi.json -o src/generated/gateway.d.ts`.
 */
export const connect = async (baseUrl: string, { clientId, clientSecret }: Account) => {
  const client = createClient<paths>({ baseUrl })
  const { data, error } = await client.POST("/oauth", {
    headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
    body: { grant_type: "client_credentials" }
  })
  if (data === undefined) throw new Error(JSON.stringify(error))
  client.use({
    onRequest: ({ request, schemaPath }) => {
      if (schemaPath !== "/oauth") {
        request.headers.set("authorization", `Bearer ${data.access_token}`)
      }
    }
  })
  return client
}
