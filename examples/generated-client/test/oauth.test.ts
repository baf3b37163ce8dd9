import * as oauth from "oauth4webapi"
import * as openid from "openid-client"
import { ClientCredentials } from "simple-oauth2"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { servedGateway } from "./servedGateway.js"

let gateway: Awaited<ReturnType<typeof servedGateway>>
beforeAll(async () => {
  gateway = await servedGateway()
})
afterAll(() => gateway.close())

/** Uses a token: a search of nothing. */
const search = async (token: string) => {
  const answer = await fetch(
    `${gateway.url}/api/rest/fax/search?from_date=04/01/2014&to_date=04/30/2014`,
    { headers: { authorization: `Bearer ${token}` } }
  )
  return [answer.status, await answer.json()]
}

const empty = [200, { results: [], pager: expect.objectContaining({ totalItemCount: 0 }) }]

describe("OAuth clients of other people get a token and use it", () => {
  const server = () => ({ issuer: gateway.url, token_endpoint: `${gateway.url}/oauth` })

  it.each([
    ["in a Basic header", oauth.ClientSecretBasic],
    ["in the body", oauth.ClientSecretPost]
  ] as const)("oauth4webapi, %s", async (_where, authenticationOf) => {
    const client = { client_id: gateway.account.clientId }
    const answer = await oauth.clientCredentialsGrantRequest(
      server(),
      client,
      authenticationOf(gateway.account.clientSecret),
      {},
      { [oauth.allowInsecureRequests]: true }
    )
    const token = await oauth.processClientCredentialsResponse(server(), client, answer)
    expect(token).toMatchObject({ token_type: "bearer", expires_in: 3600 })
    expect(await search(token.access_token)).toEqual(empty)
  })

  it("oauth4webapi is told of a wrong secret", async () => {
    const client = { client_id: gateway.account.clientId }
    const answer = await oauth.clientCredentialsGrantRequest(
      server(),
      client,
      oauth.ClientSecretBasic("wrong"),
      {},
      { [oauth.allowInsecureRequests]: true }
    )
    await expect(
      oauth.processClientCredentialsResponse(server(), client, answer)
    ).rejects.toMatchObject({ status: 401 })
  })

  it.each([
    ["in a Basic header", openid.ClientSecretBasic],
    ["in the body", openid.ClientSecretPost]
  ] as const)("openid-client, %s", async (_where, authenticationOf) => {
    const { clientId, clientSecret } = gateway.account
    const config = new openid.Configuration(
      server(),
      clientId,
      undefined,
      authenticationOf(clientSecret)
    )
    openid.allowInsecureRequests(config)
    const token = await openid.clientCredentialsGrant(config)
    expect(await search(token.access_token)).toEqual(empty)
  })

  it.each(["header", "body"] as const)(
    "simple-oauth2, with the secret in the %s",
    async (place) => {
      const { clientId, clientSecret } = gateway.account
      const client = new ClientCredentials({
        client: { id: clientId, secret: clientSecret },
        auth: { tokenHost: gateway.url, tokenPath: "/oauth" },
        options: { authorizationMethod: place }
      })
      const { token } = await client.getToken({})
      expect(await search(String(token.access_token))).toEqual(empty)
    }
  )
})
