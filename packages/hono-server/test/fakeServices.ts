import {
  Auth,
  CurrentClient,
  Document,
  FaxError,
  Introspection,
  type Message,
  MessageId,
  Search,
  Send,
  SendId,
  Status
} from "@faxingcenter/core"
import { pagerOf } from "@faxingcenter/core/wire"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

/** A fax that the fake took. */
interface Job {
  readonly owner: string
  readonly sendId: SendId
  readonly messages: ReadonlyArray<Message>
  readonly documents: ReadonlyArray<{ readonly fileName: string; readonly bytes: Uint8Array }>
  readonly reference?: string
}

/** The state of a fake, for tests to look at. */
export interface Fake {
  readonly jobs: ReadonlyArray<Job>
  readonly expireTokens: () => void
  readonly layer: Layer.Layer<Auth | Introspection | Send | Status | Search>
}

const accounts = new Map([
  ["demo", "demo"],
  ["a b%zz", "p+q %zz&="],
  ["other", "other"]
])

/** Operations to have instead of the fake's own. */
export interface Replaced {
  readonly authenticate?: Context.Tag.Service<Auth>["authenticate"]
  readonly clientOf?: Context.Tag.Service<Introspection>["clientOf"]
  readonly submit?: Context.Tag.Service<Send>["submit"]
  readonly status?: Partial<Context.Tag.Service<Status>>
  readonly find?: Context.Tag.Service<Search>["find"]
}

/**
 * The four services in the least memory that does: ids are numbered, and a message stays as it was
 * sent at 2014-04-08T17:26:25-04:00. It has no line, and knows only what the routes need to be judged.
 */
export const makeFake = (replaced: Replaced = {}): Fake => {
  const jobs: Array<Job> = []
  const tokens = new Map<string, string>()
  let issued = 0
  const hex = (value: number) => value.toString(16).padStart(32, "0")

  const pageOf = (all: ReadonlyArray<Message>, page: number) => {
    const pager = pagerOf(all.length, page)
    return page > pager.last
      ? Effect.fail(
          new FaxError.NotFound({ culprit: String(page), detail: "There is no such page" })
        )
      : Effect.succeed({ messages: all.slice((page - 1) * 100, page * 100), pager })
  }
  const own = Effect.map(CurrentClient.required, ({ clientId }) =>
    jobs.filter((job) => job.owner === clientId)
  )
  const unknown = (culprit: string) =>
    new FaxError.NotFound({ culprit, detail: "There is no such fax in this account" })

  const context = Context.empty().pipe(
    Context.add(Auth, {
      authenticate:
        replaced.authenticate ??
        (({ clientId, clientSecret }) =>
          Effect.gen(function* () {
            if (accounts.get(clientId) !== Redacted.value(clientSecret)) {
              return yield* new FaxError.Unauthorized({
                reason: "invalid_client",
                detail: "The client is unknown or its secret is wrong"
              })
            }
            const token = (++issued).toString(16).padStart(44, "0")
            tokens.set(token, clientId)
            return { token: Redacted.make(token), expiresIn: Duration.hours(1) }
          }))
    }),
    Context.add(Introspection, {
      clientOf:
        replaced.clientOf ??
        ((token) =>
          Effect.gen(function* () {
            const clientId = tokens.get(Redacted.value(token))
            if (clientId !== undefined) return { clientId, token }
            return yield* new FaxError.Unauthorized({
              reason: "invalid_token",
              detail: "The access token is unknown or has expired"
            })
          }))
    }),
    Context.add(Send, {
      submit:
        replaced.submit ??
        ((fax) =>
          Effect.gen(function* () {
            const owner = (yield* CurrentClient.required).clientId
            const documents = yield* Effect.forEach(fax.documents, (document) =>
              Effect.map(Document.readBytes(document), (bytes) => ({
                fileName: document.fileName,
                bytes
              }))
            )
            const sendId = SendId.make(hex(jobs.length + 1))
            const messages = fax.recipients.map(
              ({ number }, index): Message => ({
                sendId,
                messageId: MessageId.make(hex((jobs.length + 1) * 0x10000 + index)),
                faxNumber: number,
                status: "processing",
                sentOn: DateTime.unsafeMakeZoned("2014-04-08T21:26:25Z", {
                  timeZone: DateTime.zoneMakeOffset(-4 * 3_600_000)
                })
              })
            )
            jobs.push({
              owner,
              sendId,
              messages,
              documents,
              ...(fax.reference === undefined ? {} : { reference: fax.reference })
            })
            return {
              sendId,
              messages: messages.map(({ faxNumber, messageId, status }) => ({
                messageId,
                faxNumber,
                status
              })),
              documentCount: documents.length
            }
          }).pipe(Effect.catchTag("FaxError.DocumentUnreadable", Effect.die)))
    }),
    Context.add(Status, {
      ofSend: (sendId, page = 1) =>
        Effect.flatMap(own, (mine) => {
          const job = mine.find((candidate) => candidate.sendId === sendId)
          return job === undefined ? Effect.fail(unknown(sendId)) : pageOf(job.messages, page)
        }),
      ofMessage: (messageId, sendId) =>
        Effect.flatMap(own, (mine) => {
          const message = mine
            .flatMap((job) => job.messages)
            .find(
              (candidate) =>
                candidate.messageId === messageId &&
                (sendId === undefined || candidate.sendId === sendId)
            )
          return message === undefined ? Effect.fail(unknown(messageId)) : Effect.succeed(message)
        }),
      ...replaced.status
    }),
    Context.add(Search, {
      find:
        replaced.find ??
        (({ from, number, page = 1, status, to }) =>
          Effect.flatMap(own, (mine) =>
            pageOf(
              mine
                .flatMap((job) => job.messages)
                .filter(
                  (message) =>
                    message.sentOn.epochMillis >= from.epochMillis &&
                    message.sentOn.epochMillis <= to.epochMillis &&
                    (number === undefined || message.faxNumber === number) &&
                    (status === undefined || message.status === status)
                ),
              page
            )
          ))
    })
  )
  return { jobs, expireTokens: () => tokens.clear(), layer: Layer.succeedContext(context) }
}
