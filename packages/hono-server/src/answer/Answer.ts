/** An answer before it is written to a connection or made a `Response`. */
export interface Answer {
  readonly _tag: "Answer"
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The same for a server that takes objects of the web. */
export const responseOf = (answer: Answer | Response): Response =>
  "_tag" in answer
    ? new Response(answer.body, { status: answer.status, headers: answer.headers })
    : answer

/** What Hono is to be given, without a promise where there is none. */
export const toResponse = (answer: Answer | Promise<Answer>): Response | Promise<Response> =>
  answer instanceof Promise ? answer.then(responseOf) : responseOf(answer)
