import { type ServerResponse, STATUS_CODES } from "node:http"
import { problemAnswer } from "@faxingcenter/core/wire"

const titleOf = (status: number) => STATUS_CODES[status] ?? ""

const problemHeaders = {
  "content-type": "application/problem+json",
  "x-content-type-options": "nosniff",
  connection: "close"
}

const textOf = (status: number, detail: string) =>
  JSON.stringify(problemAnswer(status, titleOf(status), detail).body)

/** Answers a request that no app is to see; its connection is closed behind it. */
export const answerProblem = (response: ServerResponse, status: number, detail: string): void => {
  response.writeHead(status, problemHeaders).end(textOf(status, detail))
}

/** The same where an adapter writes the answer. */
export const problemResponse = (status: number, detail: string): Response =>
  new Response(textOf(status, detail), { status, headers: problemHeaders })

/** The same for a connection without a response. */
export const rawProblem = (status: number, detail: string): string => {
  const body = textOf(status, detail)
  const headers = { ...problemHeaders, "content-length": Buffer.byteLength(body) }
  return [
    `HTTP/1.1 ${status} ${titleOf(status)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "",
    body
  ].join("\r\n")
}
