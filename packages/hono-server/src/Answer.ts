/** An answer before it is written to a connection or made a `Response`. */
export class Answer {
  constructor(
    readonly status: number,
    /** Names in lower case. */
    readonly headers: Readonly<Record<string, string>>,
    readonly body: string
  ) {}
}

/** The same for a server that takes objects of the web. */
export const responseOf = (answer: Answer | Response): Response =>
  answer instanceof Answer
    ? new Response(answer.body, { status: answer.status, headers: answer.headers })
    : answer
