import {
  DocumentUnreadable,
  FaxingCenter,
  InvalidNumber,
  OutcomeUnknown,
  Unavailable
} from "@faxingcenter/core/promise"

const bytes = new TextEncoder().encode("Hello fax")
const to = "15005550001"
const file = new File([bytes], "hello.txt")

const kindOf = (error: unknown) =>
  error instanceof InvalidNumber
    ? `InvalidNumber ${error.culprit}`
    : error instanceof Unavailable
      ? "Unavailable"
      : error instanceof OutcomeUnknown
        ? `OutcomeUnknown ${error.numbers.join()}`
        : error instanceof DocumentUnreadable
          ? `DocumentUnreadable ${error.fileName}`
          : String(error)

const failureOf = (promise: Promise<unknown>) => promise.then(() => "it succeeded", kindOf)

async function* slowly() {
  yield bytes.subarray(0, 4)
  await new Promise((resolve) => setTimeout(resolve, 1))
  yield bytes.subarray(4)
}

/** What a program meets in each runtime, told as plain data. `path` is that of a file. */
export const program = async (url: string, closedUrl: string, path: string) => {
  const account = { clientId: "demo", clientSecret: "demo", maxRetries: 0 }
  const fax = new FaxingCenter({ ...account, baseUrl: url })
  const receipt = await fax.send({
    to,
    documents: [
      file,
      { name: "bytes", data: bytes },
      { name: "blob", data: new Blob([new Uint8Array(1_000_000)]) },
      { name: "stream", data: file.stream() },
      { name: "generator", data: slowly }
    ]
  })
  const found: Array<string> = []
  const now = Date.now()
  const range = { from: new Date(now - 60_000), to: new Date(now + 60_000) }
  for await (const message of fax.searchAll(range)) found.push(message.messageId)

  const abort = new AbortController()
  const watching = async () => {
    for await (const _ of fax.watch(receipt.sendId, { signal: abort.signal })) {
      abort.abort(new Error("enough"))
    }
  }
  const { token } = await fax.authenticate()
  const elsewhere = new FaxingCenter({
    ...account,
    baseUrl: closedUrl,
    fetch: (input, init) =>
      String(input).endsWith("/oauth")
        ? Promise.resolve(
            Response.json({ access_token: token, expires_in: 3600, token_type: "Bearer" })
          )
        : fetch(input, init)
  })
  return {
    documents: receipt.documentCount,
    found: found.includes(receipt.messages[0]?.messageId ?? ""),
    aborted: await failureOf(watching()),
    file: await fax.send({ to, documents: { path } }).then(() => "sent", kindOf),
    missing: await failureOf(fax.send({ to, documents: { path: "no/such/file.pdf" } })),
    refused: await failureOf(fax.send({ to: "15005550099", documents: file })),
    lost: await failureOf(fax.send({ to: "15005550020", documents: file })),
    closedRead: await failureOf(elsewhere.status(receipt.sendId)),
    closedSend: await failureOf(elsewhere.send({ to, documents: file }))
  }
}
