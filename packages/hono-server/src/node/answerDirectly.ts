import type { IncomingMessage, ServerResponse } from "node:http"
import type { Answer } from "../Answer.js"
import type { Direct } from "../faxCalls.js"
import { drainBody } from "./drainBody.js"
import { NodeRequest } from "./NodeRequest.js"

const write = (answer: Answer, incoming: IncomingMessage, outgoing: ServerResponse): void => {
  if (outgoing.destroyed) return
  if (!incoming.complete) outgoing.once("finish", () => drainBody(incoming))
  outgoing.writeHead(answer.status, {
    ...answer.headers,
    "content-length": Buffer.byteLength(answer.body)
  })
  outgoing.end(answer.body)
}

/** Answers what can be answered without the objects of the web, and says whether it was. */
export const answerDirectly = (
  direct: Direct,
  incoming: IncomingMessage,
  outgoing: ServerResponse
): boolean => {
  const answer = direct(new NodeRequest(incoming, outgoing))
  if (answer === undefined) return false
  if (answer instanceof Promise) {
    void answer.then((given) => write(given, incoming, outgoing))
  } else write(answer, incoming, outgoing)
  return true
}
