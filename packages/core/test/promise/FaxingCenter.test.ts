import { createReadStream, openAsBlob, readFileSync } from "node:fs"
import { inspect } from "node:util"
import { describe, expect, it, vi } from "vitest"
import * as api from "../../src/promise/index.js"
import { clientOf, json, never, page, receipt, statusIs } from "./fakeFetch.js"

const sendId = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
const bytes = new TextEncoder().encode("Hello fax")
const hello = { name: "hello.txt", data: bytes }
const to = "018555808797"
const thisFile = new URL(import.meta.url).pathname

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable("it succeeded"),
    (error: unknown) => error
  )

const collect = async <A>(items: AsyncIterable<A>): Promise<ReadonlyArray<A>> => {
  const all: Array<A> = []
  for await (const item of items) all.push(item)
  return all
}

describe("sending", () => {
  it("takes one number or many, and gives the receipt", async () => {
    const { fax, seen } = clientOf([receipt])
    expect(await fax.send({ to, documents: hello })).toEqual({
      sendId,
      documentCount: 2,
      messages: [
        { messageId: "1".repeat(32), faxNumber: to, status: "processing" },
        { messageId: "2".repeat(32), faxNumber: "13862345678", status: "processing" }
      ]
    })
    await fax.send({
      to: [to, { number: "13862345678", reference: "line 2" }],
      documents: [hello, { ...hello, name: "again.txt" }],
      reference: "order 4711"
    })
    expect(seen.map(({ body }) => JSON.parse(body))).toEqual([
      {
        receipients: [{ send_to: to }],
        documents: [{ file_name: "hello.txt", file_data: "SGVsbG8gZmF4", order: "0" }]
      },
      {
        receipients: [{ send_to: to }, { send_to: "13862345678", reference: "line 2" }],
        documents: [
          { file_name: "hello.txt", file_data: "SGVsbG8gZmF4", order: "0" },
          { file_name: "again.txt", file_data: "SGVsbG8gZmF4", order: "1" }
        ],
        reference: "order 4711"
      }
    ])
  })

  it("gives a send the key that it is given", async () => {
    const { fax, seen } = clientOf([receipt])
    await fax.send({ to, documents: hello })
    await fax.send({ to, documents: hello }, { idempotencyKey: "order-4711" })
    expect(seen.map(({ idempotencyKey }) => idempotencyKey)).toEqual([null, "order-4711"])
  })

  it("takes a File, a Blob, bytes, and streams of bytes", async () => {
    const { fax, seen } = clientOf([receipt])
    const blob = new Blob([bytes])
    async function* generated() {
      yield bytes.subarray(0, 4)
      yield bytes.subarray(4)
    }
    const documents: ReadonlyArray<api.DocumentInput> = [
      new File([bytes], "hello.txt"),
      Object.assign(new File([bytes], "hello.txt"), { path: "./hello.txt" }),
      { name: "hello.txt", data: blob },
      { name: "hello.txt", data: bytes.buffer },
      { name: "hello.txt", data: Buffer.from(bytes) },
      { name: "hello.txt", data: blob.stream() },
      { name: "hello.txt", data: () => blob.stream(), size: 9 },
      { name: "hello.txt", data: generated() },
      { name: "hello.txt", data: generated }
    ]
    await fax.send({ to, documents })
    expect(JSON.parse(seen[0]?.body ?? "")).toEqual({
      receipients: [{ send_to: to }],
      documents: documents.map((_, index) => ({
        file_name: "hello.txt",
        file_data: "SGVsbG8gZmF4",
        order: String(index)
      }))
    })
  })

  it("takes a file of Node as a stream or as a Blob", async () => {
    const { fax, seen } = clientOf([receipt])
    await fax.send({
      to,
      documents: [
        { name: "a.ts", data: () => createReadStream(thisFile) },
        { name: "b.ts", data: await openAsBlob(thisFile) }
      ]
    })
    const [first, second] = JSON.parse(seen[0]?.body ?? "").documents
    expect(Buffer.from(first.file_data, "base64").toString()).toContain("takes a file of Node")
    expect(second.file_data).toBe(first.file_data)
  })

  it("takes a file by its path, read again for each request", async () => {
    const { fax, seen } = clientOf([() => json("{}", 401), receipt])
    const documents = [{ path: thisFile }, { path: thisFile, name: "b.ts", order: 7 }]
    await fax.send({ to, documents })
    const [first, second] = JSON.parse(seen[1]?.body ?? "").documents
    expect([first.file_name, second.file_name]).toEqual(["FaxingCenter.test.ts", "b.ts"])
    expect(Buffer.from(first.file_data, "base64")).toEqual(readFileSync(thisFile))
    expect(second).toEqual({ ...first, file_name: "b.ts", order: "1" })
    expect(seen[1]?.body).toBe(seen[0]?.body)
  })

  it("says which path cannot be read, and why, before anything is sent", async () => {
    const { fax, seen } = clientOf([receipt])
    const failure = async (path: string) => failureOf(fax.send({ to, documents: { path } }))
    expect(await failure("/does/not/exist.pdf")).toMatchObject({
      name: "DocumentUnreadable",
      fileName: "exist.pdf",
      message: expect.stringContaining("'/does/not/exist.pdf'")
    })
    expect(await failure("/tmp")).toMatchObject({ detail: "/tmp is not a file" })
    vi.stubGlobal("process", undefined)
    const nowhere = await failure("order.pdf")
    vi.unstubAllGlobals()
    expect(nowhere).toMatchObject({ detail: expect.stringContaining("this platform has no files") })
    expect(seen).toEqual([])
  })

  it("opens a document again for the request that a refused token repeats", async () => {
    const { fax, seen } = clientOf([() => json("{}", 401), receipt])
    await fax.send({ to, documents: { name: "a.txt", data: () => new Blob([bytes]).stream() } })
    expect(seen).toHaveLength(2)
    expect(seen[1]?.body).toBe(seen[0]?.body)
    expect(seen[1]?.authorization).not.toBe(seen[0]?.authorization)
  })

  it("never sends a stream that has been read before as an empty document", async () => {
    const { fax, seen } = clientOf([() => json("{}", 401), receipt])
    const once = { name: "once.txt", data: new Blob([bytes]).stream() }
    const error = await failureOf(fax.send({ to, documents: once }))
    expect(error).toBeInstanceOf(api.DocumentUnreadable)
    expect(String(error)).toContain("once.txt could not be read: its stream was already read")
    expect(seen).toHaveLength(1)
  })

  it("says which document cannot be read, and why", async () => {
    const { fax } = clientOf([receipt])
    const missing = { name: "no.pdf", data: () => createReadStream("/does/not/exist.pdf") }
    const text = { name: "text", data: () => createReadStream(thisFile, "utf8") }
    expect(await failureOf(fax.send({ to, documents: missing }))).toMatchObject({
      name: "DocumentUnreadable",
      fileName: "no.pdf",
      message: expect.stringContaining("ENOENT")
    })
    expect(await failureOf(fax.send({ to, documents: text }))).toMatchObject({
      message: "The document text could not be read: its stream gave a string"
    })
  })

  it.each([
    ["a text", () => "x", "a string"],
    ["nothing", () => undefined, "a undefined"],
    ["a promise of a stream", async () => new Blob([bytes]).stream(), "a Promise"]
  ])("says that the function of a document gave %s", async (_, data, kind) => {
    const { fax } = clientOf([receipt])
    // As plain JavaScript may have it.
    const input: unknown = { name: "a.txt", data }
    const error = await failureOf(Reflect.apply(fax.send, fax, [{ to, documents: input }]))
    expect(error).toBeInstanceOf(api.DocumentUnreadable)
    expect(String(error)).toContain(`its data is ${kind}`)
  })

  it("refuses what cannot be right before anything is sent", async () => {
    const { fax, seen } = clientOf([receipt])
    const refused = await failureOf(fax.send({ to: [to, "call me"], documents: hello }))
    expect(refused).toBeInstanceOf(api.InvalidNumber)
    expect(refused).toMatchObject({ culprit: "call me", place: "to[1]" })
    const from = new Date("nonsense")
    expect(await failureOf(fax.search({ from, to: new Date(0) }))).toMatchObject({
      name: "Rejected",
      message: "from must be a valid Date (from)"
    })
    expect(
      await failureOf(fax.search({ from: new Date(0), to: new Date(0), page: 0 }))
    ).toMatchObject({ name: "Rejected", culprit: "page" })
    expect(await failureOf(fax.search({ from: new Date(1), to: new Date(0) }))).toMatchObject({
      message: "from is after to; exchange them (from)",
      place: "from"
    })
    expect(await failureOf(fax.send({ to, documents: new File(["x"], "") }))).toMatchObject({
      message: "documents[0].name is empty; name the file with its extension (documents[0].name)",
      place: "documents[0].name"
    })
    expect(await failureOf(fax.status("42"))).toMatchObject({
      name: "Rejected",
      message: "sendId must be 32 hexadecimal digits (42)"
    })
    expect(seen).toEqual([])
  })
})

it("says where a refusal of the service is in the caller's words, with its place in the request", async () => {
  const errors = [{ pointer: "/receipients/1/send_to", detail: "the number is too short" }]
  const refusal = JSON.stringify({
    code: 100,
    culprit: "12",
    detail: "Phone number is invalid",
    errors
  })
  const { fax } = clientOf([() => json(refusal, 406)])
  expect(await failureOf(fax.send({ to: [to, to], documents: hello }))).toMatchObject({
    name: "InvalidNumber",
    place: "to[1]",
    pointer: "/receipients/1/send_to",
    message: "Phone number is invalid: the number is too short (to[1])"
  })
})

describe("reading", () => {
  it("gives messages with dates, and leaves out what is not known", async () => {
    const { fax, seen } = clientOf([page])
    const { messages, pager } = await fax.status(sendId)
    expect(messages).toEqual([
      {
        sendId,
        messageId: "1".repeat(32),
        faxNumber: to,
        status: "processing",
        sentOn: new Date("2014-04-08T21:26:25Z")
      },
      {
        sendId,
        messageId: "2".repeat(32),
        faxNumber: "13862345678",
        status: "delivered",
        sentOn: new Date("2014-04-08T21:26:25Z"),
        receivedOn: new Date("2014-04-08T21:27:41Z"),
        attempts: 1,
        pages: 2
      }
    ])
    expect(pager.totalItemCount).toBe(2)
    expect(await fax.message("2".repeat(32), { sendId })).toEqual(messages[1])
    expect(await collect(fax.statusAll(sendId))).toEqual(messages)
    const range = { from: new Date("2014-04-01T00:00:00Z"), to: new Date("2014-04-30T23:59:59Z") }
    expect(await collect(fax.searchAll({ ...range, number: to, status: "failed" }))).toEqual(
      messages
    )
    expect(seen.map(({ url }) => decodeURIComponent(url.search))).toEqual([
      `?sid=${sendId}`,
      `?sid=${sendId}&mid=${"2".repeat(32)}`,
      `?sid=${sendId}`,
      `?p=1&from_date=2014-04-01T00:00:00Z&to_date=2014-04-30T23:59:59Z&fax_number=${to}&status=3`
    ])
  })

  it("follows a job to its end", async () => {
    const { fax, seen } = clientOf([page, page, statusIs("3")])
    const changes = await collect(fax.watch(sendId, { interval: 1 }))
    expect(changes.map(({ faxNumber, status }) => [faxNumber, status])).toEqual([
      [to, "processing"],
      ["13862345678", "delivered"],
      [to, "failed"]
    ])
    expect(seen).toHaveLength(3)
  })

  it("waits for a job, and gives the last state of each message", async () => {
    const { fax } = clientOf([page, statusIs("3")])
    const messages = await fax.wait(sendId, { interval: 1 })
    expect(messages.map(({ faxNumber, status }) => [faxNumber, status])).toEqual([
      [to, "failed"],
      ["13862345678", "delivered"]
    ])
  })

  it("gives up when the budget is spent", async () => {
    const { fax } = clientOf([page])
    const error = await failureOf(fax.wait(sendId, { interval: 1, budget: 5 }))
    expect(error).toBeInstanceOf(api.StillProcessing)
    expect(error).toMatchObject({ sendId, pending: 1, waited: expect.any(Number) })
  })

  it("reads no further than the consumer goes", async () => {
    const { fax, seen } = clientOf([page])
    for await (const message of fax.watch(sendId)) {
      expect(message.faxNumber).toBe(to)
      break
    }
    expect(seen).toHaveLength(1)
  })
})

describe("an AbortSignal", () => {
  const reason = new Error("enough")
  const abortWhenAsked = (controller: AbortController) => (request: Request) => {
    queueMicrotask(() => controller.abort(reason))
    return never(request)
  }

  it("ends a call that is under way with its reason", async () => {
    const controller = new AbortController()
    const { fax, seen } = clientOf([abortWhenAsked(controller)])
    const { signal } = controller
    expect(await failureOf(fax.send({ to, documents: hello }, { signal }))).toBe(reason)
    expect(seen).toHaveLength(1)
  })

  it("ends an iteration between two looks", async () => {
    const controller = new AbortController()
    const { fax } = clientOf([page])
    const seen: Array<string> = []
    const watching = async () => {
      for await (const { status } of fax.watch(sendId, { signal: controller.signal })) {
        seen.push(status)
        if (seen.length === 2) controller.abort(reason)
      }
    }
    expect(await failureOf(watching())).toBe(reason)
    expect(seen).toEqual(["processing", "delivered"])
  })

  it("may end many calls at once, without a warning of too many listeners", async () => {
    const warnings: Array<string> = []
    const warned = (warning: Error) => void warnings.push(warning.message)
    process.on("warning", warned)
    const controller = new AbortController()
    const { fax } = clientOf([never])
    const calls = Array.from({ length: 30 }, () =>
      failureOf(fax.status(sendId, { signal: controller.signal }))
    )
    await new Promise((resolve) => setImmediate(resolve))
    controller.abort(reason)
    expect(new Set(await Promise.all(calls))).toEqual(new Set([reason]))
    await new Promise((resolve) => setImmediate(resolve))
    process.off("warning", warned)
    expect(warnings).toEqual([])
  })

  it("that is aborted already lets nothing begin", async () => {
    const { fax, seen } = clientOf([page])
    expect(await failureOf(fax.status(sendId, { signal: AbortSignal.abort(reason) }))).toBe(reason)
    expect(seen).toEqual([])
  })
})

describe("an error", () => {
  it("is an Error with a name, a message, its fields, and the stack of the caller", async () => {
    const { fax } = clientOf([
      () => new Response("{}", { status: 429, headers: { "retry-after": "90" } })
    ])
    const askForStatus = async () => {
      await fax.status(sendId)
    }
    const error = await failureOf(askForStatus())
    expect(error).toBeInstanceOf(api.FaxError)
    expect(error).toBeInstanceOf(api.RateLimited)
    expect(error).toMatchObject({
      name: "RateLimited",
      message: expect.stringContaining("try again in 1m 30s"),
      retryAfter: 90_000,
      stack: expect.stringContaining("askForStatus")
    })
  })

  it("of a send whose answer is lost says how to find out", async () => {
    const { fax, seen } = clientOf([
      () => {
        throw Object.assign(new Error("reset"), { code: "ECONNRESET" })
      }
    ])
    const error = await failureOf(fax.send({ to, documents: hello }))
    expect(error).toMatchObject({
      name: "OutcomeUnknown",
      numbers: [to],
      since: expect.any(Date),
      status: undefined
    })
    expect(seen).toHaveLength(1)
  })

  it("of a connection that was never made says that nothing was sent, also in Deno", async () => {
    const { fax } = clientOf([
      () => {
        const cause = new Error("client error (Connect): tcp connect error: Connection refused")
        throw new TypeError("fetch failed", { cause })
      }
    ])
    expect(await failureOf(fax.send({ to, documents: hello }))).toMatchObject({
      name: "Unavailable",
      message: expect.stringContaining("Nothing was sent: no connection")
    })
  })

  it("neither it nor the client shows the secret", async () => {
    const { fax } = clientOf([() => new Response("very-secret ".repeat(3), { status: 400 })])
    const error = await failureOf(fax.status(sendId))
    expect(inspect(error, { depth: 10 })).not.toContain("very-secret")
    expect(inspect(fax, { depth: 10, showHidden: true })).not.toContain("very-secret")
  })
})

describe("the settings", () => {
  it("bound the retries of reads", async () => {
    const { fax, seen } = clientOf([() => new Response("", { status: 503 })], { maxRetries: 1 })
    expect(await failureOf(fax.status(sendId))).toMatchObject({ name: "Unavailable", status: 503 })
    expect(seen).toHaveLength(2)
  })

  it("set the time limits, in milliseconds", async () => {
    const { fax } = clientOf([never], { timeout: 20, sendTimeout: 30 })
    expect(await failureOf(fax.status(sendId))).toMatchObject({
      name: "Unavailable",
      message: "No answer from http://fax.test within 20ms"
    })
    expect(await failureOf(fax.send({ to, documents: hello }))).toMatchObject({
      name: "OutcomeUnknown",
      message: expect.stringContaining("timeout after 30ms")
    })
  })

  it("give tokens to those who want one", async () => {
    const { fax } = clientOf([page])
    expect(await fax.authenticate()).toEqual({
      token: expect.stringContaining("token-"),
      expiresIn: 3_600_000
    })
  })
})
