import * as Core from "@faxingcenter/core"
import * as facade from "@faxingcenter/core/promise"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

const CallFailure = Schema.Union(
  Core.FaxError.Rejected,
  Core.FaxError.Unauthorized,
  Core.FaxError.RateLimited,
  Core.FaxError.TooLarge,
  Core.FaxError.Unavailable,
  Core.FaxError.UnexpectedAnswer
)
const ReadFailure = Schema.Union(CallFailure, Core.FaxError.NotFound)
const SendFailure = Schema.Union(
  CallFailure,
  Core.FaxError.InvalidNumber,
  Core.FaxError.DocumentMissing,
  Core.FaxError.DocumentUnreadable,
  Core.FaxError.InsufficientFunds,
  Core.FaxError.OutcomeUnknown,
  Core.FaxError.TestNumberRefused
)

/** The fields of an error of the facade as the services have them. */
const fieldsOf = (error: facade.FaxError) =>
  Object.fromEntries(
    Object.entries(error).flatMap(([key, value]) => {
      if (value === undefined || key === "name") return []
      if (value instanceof Date) return [[key, DateTime.unsafeMake(value)]]
      return [[key, key === "retryAfter" ? Duration.millis(value) : value]]
    })
  )

/** A call whose failure is one of a schema's kinds, with all its fields; anything else is a bug. */
const call = <A, E, I>(
  failures: Schema.Schema<E, I>,
  work: (signal: AbortSignal) => Promise<A>
): Effect.Effect<A, E> =>
  Effect.tryPromise({ try: work, catch: (error) => error }).pipe(
    Effect.catchAll((error) =>
      error instanceof facade.FaxError
        ? Effect.flatMap(
            Effect.orDie(
              Schema.decodeUnknown(failures)({
                _tag: `FaxError.${error.name}`,
                ...fieldsOf(error)
              })
            ),
            Effect.fail
          )
        : Effect.die(error)
    )
  )

const messageOf = ({ receivedOn, sentOn, ...rest }: facade.Message) => ({
  ...rest,
  sentOn: DateTime.unsafeMakeZoned(sentOn, { timeZone: "UTC" }),
  ...(receivedOn === undefined
    ? {}
    : { receivedOn: DateTime.unsafeMakeZoned(receivedOn, { timeZone: "UTC" }) })
})
const pageOf = ({ messages, pager }: facade.Page) =>
  Schema.validateSync(Core.Page)({ messages: messages.map(messageOf), pager })

const documentOf = ({ content, fileName, size }: Core.Document.Document) => ({
  name: fileName,
  data: () => Stream.toReadableStream(content),
  size
})

const receivedOf = ({ readAt, receivedAt, ...rest }: facade.ReceivedFax): Core.ReceivedFax =>
  Schema.validateSync(Core.ReceivedFax)({
    ...rest,
    receivedAt: DateTime.unsafeMake(receivedAt),
    ...(readAt === undefined ? {} : { readAt: DateTime.unsafeMake(readAt) })
  })

/** The class of promises turned back into the services, so that the suite can be run on it. */
export const promiseServices = (options: facade.FaxingCenterOptions) => {
  const fax = new facade.FaxingCenter(options)
  const context = Context.empty().pipe(
    Context.add(Core.Auth, {
      authenticate: ({ clientId, clientSecret }) => {
        const other = { ...options, clientId, clientSecret: Redacted.value(clientSecret) }
        return Effect.map(
          call(CallFailure, (signal) => new facade.FaxingCenter(other).authenticate({ signal })),
          ({ expiresIn, token }) => ({
            token: Redacted.make(token),
            expiresIn: Duration.millis(expiresIn)
          })
        )
      }
    }),
    Context.add(Core.Send, {
      submit: ({ documents, recipients, reference }) =>
        Effect.map(
          call(SendFailure, (signal) =>
            fax.send(
              { to: recipients, documents: documents.map(documentOf), reference },
              { signal }
            )
          ),
          Schema.validateSync(Core.Receipt)
        )
    }),
    Context.add(Core.Status, {
      ofSend: (sendId, page) =>
        Effect.map(
          call(ReadFailure, (signal) => fax.status(sendId, { page, signal })),
          pageOf
        ),
      ofMessage: (messageId, sendId) =>
        Effect.map(
          call(ReadFailure, (signal) => fax.message(messageId, { sendId, signal })),
          (message) => Schema.validateSync(Core.Message)(messageOf(message))
        )
    }),
    Context.add(Core.Search, {
      find: ({ from, to, ...rest }) =>
        Effect.map(
          call(ReadFailure, (signal) =>
            fax.search(
              { ...rest, from: DateTime.toDateUtc(from), to: DateTime.toDateUtc(to) },
              { signal }
            )
          ),
          pageOf
        )
    }),
    Context.add(Core.Receive, {
      list: ({ since, until, ...rest } = {}) =>
        Effect.map(
          call(CallFailure, (signal) =>
            fax.received(
              {
                ...rest,
                ...(since === undefined ? {} : { since: DateTime.toDateUtc(since) }),
                ...(until === undefined ? {} : { until: DateTime.toDateUtc(until) })
              },
              { signal }
            )
          ),
          ({ faxes, next }) => ({
            faxes: faxes.map(receivedOf),
            ...(next === undefined ? {} : { next: Core.ReceivedFaxId.make(next) })
          })
        ),
      get: (id) =>
        Effect.map(
          call(ReadFailure, (signal) => fax.receivedFax(id, { signal })),
          receivedOf
        ),
      document: (id, options) =>
        Effect.map(
          call(ReadFailure, (signal) => fax.receivedDocument(id, { ...options, signal })),
          (bytes) => Core.Document.fromBytes(Core.receivedFileName(id, options), bytes)
        ),
      markRead: (id, read) =>
        Effect.map(
          call(ReadFailure, (signal) => fax.markRead(id, { read, signal })),
          receivedOf
        ),
      remove: (id) => call(ReadFailure, (signal) => fax.removeReceived(id, { signal })),
      redeliver: (id) =>
        Effect.map(
          call(ReadFailure, (signal) => fax.redeliver(id, { signal })),
          receivedOf
        )
    })
  )
  return Layer.succeedContext(context)
}
