import type { IncomingMessage, ServerResponse } from "node:http"
import type { Answer } from "../answer/Answer.js"
import type { Direct } from "../fax/faxCalls.js"
import { drainBody } from "./drainBody.js"
import { dropUnread } from "./dropUnread.js"
import { NodeRequest } from "./NodeRequest.js"

interface Ready {
  readonly answer: Answer
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly answerTimeout: number
}

const write = ({ answer, answerTimeout, incoming, outgoing }: Ready): void => {
  if (outgoing.destroyed) return
  if (!incoming.complete) outgoing.once("finish", () => drainBody(incoming))
  const { body, headers, status } = answer
  const length = Buffer.byteLength(body)
  outgoing.writeHead(status, { ...headers, "content-length": length })
  // Most are ASCII, which Node writes sooner if it is told.
  outgoing.end(body, length === body.length ? "latin1" : "utf8")
  // Most are taken by the system at once; a timer for each costs as much as its headers.
  if (outgoing.writableLength > 0) dropUnread(outgoing, answerTimeout)
}

/**
 * Writes the answers to all requests that the event loop has read together, after it has read them: to wake up another
 * program for each answer alone takes longer than to write it.
 */
const written = () => {
  let ready: Array<Ready> = []
  const writeAll = () => {
    const answers = ready
    ready = []
    for (const answer of answers) write(answer)
  }
  return (answer: Ready): void => {
    if (ready.push(answer) === 1) setImmediate(writeAll)
  }
}

const writeSoon = written()

/**
 * Answers what can be answered without the objects of the web, and says whether it was. An answer that its client does not
 * read is given up after `answerTimeout` milliseconds.
 */
export const answerDirectly = (
  direct: Direct,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answerTimeout: number
): boolean => {
  const answer = direct(new NodeRequest(incoming, outgoing))
  if (answer === undefined) return false
  if (answer instanceof Promise) {
    void answer.then((given) => writeSoon({ answer: given, incoming, outgoing, answerTimeout }))
  } else writeSoon({ answer, incoming, outgoing, answerTimeout })
  return true
}
