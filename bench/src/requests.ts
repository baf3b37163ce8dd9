/** A request as it goes over a connection. */
const raw = (
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  body = ""
): string =>
  [
    `${method} ${target} HTTP/1.1`,
    "host: localhost",
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(method === "POST" ? [`content-length: ${body.length}`] : []),
    "",
    body
  ].join("\r\n")

const json = { "content-type": "application/json" }

/** Who a server lets in. */
export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
}

/** Whoever comes is let in by a mock. */
const anybody: Credentials = { clientId: "demo", clientSecret: "demo" }

const tokenBody = ({ clientId, clientSecret }: Credentials): string =>
  JSON.stringify({
    client_id: clientId,
    client_secret: clientSecret,
    grant_type: "client_credentials"
  })

/** The body of a send of this many bytes, near enough. */
export const sendBody = (bytes: number, number = "018555808797"): string =>
  JSON.stringify({
    receipients: [{ send_to: number, reference: "a" }],
    documents: [
      {
        file_name: "a.txt",
        file_data: Buffer.alloc(Math.floor((Math.max(0, bytes - 170) * 3) / 4), 65).toString(
          "base64"
        ),
        order: "0"
      }
    ],
    reference: "x"
  })

export const oauth = (): string => raw("POST", "/oauth", json, tokenBody(anybody))

export const send = (token: string, body: string): string =>
  raw("POST", "/api/rest/fax/send", { ...json, authorization: `Bearer ${token}` }, body)

export const status = (token: string, sendId: string): string =>
  raw("GET", `/api/rest/fax/status?sid=${sendId}`, { authorization: `Bearer ${token}` })

/** The first page of what was accepted within a day of now. */
export const search = (token: string): string => {
  const at = (millis: number) => encodeURIComponent(new Date(Date.now() + millis).toISOString())
  const range = `from_date=${at(-86_400_000)}&to_date=${at(86_400_000)}`
  return raw("GET", `/api/rest/fax/search?${range}`, { authorization: `Bearer ${token}` })
}

const textOf = async (answer: Response): Promise<string> => {
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${answer.status} ${text.slice(0, 200)}`)
  return text
}

/** A token of whoever serves at this address; of a peer that gives none, any. */
export const tokenOf = async (url: string, who: Credentials = anybody): Promise<string> => {
  const text = await textOf(
    await fetch(`${url}/oauth`, { method: "POST", headers: json, body: tokenBody(who) })
  )
  return /"access_token"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? "any"
}

/** So many sends of 1 KB, each to a number of its own. */
export const sendsToMany = (token: string, count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, index) =>
    send(token, sendBody(1000, `1386${String(1e7 + index).slice(1)}`))
  )

/** The id of a new fax. */
export const sendIdOf = async (url: string, token: string): Promise<string> => {
  const text = await textOf(
    await fetch(`${url}/api/rest/fax/send`, {
      method: "POST",
      headers: { ...json, authorization: `Bearer ${token}` },
      body: sendBody(1000)
    })
  )
  return /"request_reference"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? "0".repeat(32)
}
