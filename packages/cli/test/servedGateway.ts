import type { ChildProcess } from "node:child_process"
import { randomUUID } from "node:crypto"
import { onTestFinished } from "vitest"
import { ended, fax, firstLine, type RunOptions, start } from "./fax.js"

/** What stands at a place of a JSON value. */
export const at = (json: unknown, ...path: ReadonlyArray<string | number>): unknown =>
  path.reduce<unknown>(
    (value, name) =>
      typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined,
    json
  )

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly json: unknown
}

/** `fax serve` as a process of its own, and one client of it. */
export interface ServedGateway {
  readonly url: string
  readonly child: ChildProcess
  readonly clientId: string
  readonly clientSecret: string
  readonly token: string
  readonly call: (method: string, path: string, body?: string | FormData) => Promise<Answer>
  /** All that it has written to stderr so far. */
  readonly log: () => string
  readonly stop: () => Promise<number | null>
}

const json = async (args: ReadonlyArray<string>, options: RunOptions): Promise<unknown> => {
  const { code, stderr, stdout } = await fax([...args, "--json"], options)
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

/**
 * Serves over a database, with a simulated line unless the environment says otherwise, until the test is over or
 * whatever `atEnd` waits for.
 */
export const serveGateway = async (
  database: string,
  options: RunOptions & {
    /** One that is known there from before, instead of a new one. */
    readonly client?: Pick<ServedGateway, "clientId" | "clientSecret">
  } = {},
  atEnd: (end: () => void) => void = onTestFinished
): Promise<ServedGateway> => {
  // No two clients of a database have one name, and a test may serve over it again.
  const name = `test ${randomUUID()}`
  const client =
    options.client ?? (await json(["clients", "add", name, "--database", database], options))
  const clientId = String(at(client, "clientId"))
  const clientSecret = String(at(client, "clientSecret"))
  const child = start(["serve", "--port", "0", "--database", database], {
    ...options,
    env: { FAXINGCENTER_GATEWAY_TRANSPORT: "simulated", ...options.env }
  })
  atEnd(() => {
    child.kill("SIGKILL")
  })
  let log = ""
  child.stderr?.setEncoding("utf8").on("data", (text) => {
    log += text
  })
  const url = await firstLine(child).catch((error: Error) => {
    throw new Error(`${error.message}\n${log}`)
  })
  const answer = await fetch(`${url}/oauth`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: "client_credentials"
    })
  })
  const token = String(at(await answer.json(), "access_token"))
  return {
    url,
    child,
    clientId,
    clientSecret,
    token,
    log: () => log,
    stop: () => ended(child, "SIGTERM"),
    call: async (method, path, body) => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(typeof body === "string" ? { "content-type": "application/json" } : {})
        },
        ...(body === undefined ? {} : { body })
      })
      const text = await response.text()
      const parsed: unknown = text.startsWith("{") ? JSON.parse(text) : undefined
      return { status: response.status, headers: response.headers, json: parsed }
    }
  }
}

/** Sends a fax of so many bytes; the answer, and the id of its message if it was accepted. */
export const sendFax = async ({ call }: ServedGateway, number: string, bytes: number) => {
  const answer = await call(
    "POST",
    "/api/rest/fax/send",
    JSON.stringify({
      receipients: [{ send_to: number }],
      documents: [
        {
          file_name: "a.txt",
          order: "0",
          file_data: Buffer.alloc(bytes, "fax ").toString("base64")
        }
      ]
    })
  )
  const reference = at(answer.json, "result", "result", 0, "reference")
  return { ...answer, messageId: typeof reference === "string" ? reference : undefined }
}

/** Waits until the end of each of these messages has been announced, and gives how they ended. */
export const endsOf = async (
  { url, token }: ServedGateway,
  messageIds: ReadonlySet<string>
): Promise<ReadonlyMap<string, string>> => {
  const response = await fetch(`${url}/gateway/v1/events`, {
    headers: { authorization: `Bearer ${token}`, "last-event-id": "0-0" }
  })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const ends = new Map<string, string>()
  let text = ""
  while ([...messageIds].some((id) => !ends.has(id))) {
    const read = await reader?.read()
    if (read === undefined || read.done) throw new Error("The stream of events ended")
    text += read.value
    const events = text.split("\n\n")
    text = events.pop() ?? ""
    for (const event of events) {
      const [, data] = /^data: (.*)$/m.exec(event) ?? []
      const announced: unknown = data === undefined ? {} : JSON.parse(data)
      const type = String(at(announced, "type"))
      if (type === "message.delivered" || type === "message.failed") {
        ends.set(String(at(announced, "data", "messageId")), type)
      }
    }
  }
  await reader?.cancel()
  return ends
}
