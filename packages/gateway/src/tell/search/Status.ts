import {
  type Client,
  CurrentClient,
  FaxError,
  type Message,
  MessageId,
  type Page,
  SendId,
  Status,
  type StatusError
} from "@faxingcenter/core"
import { andThen, isOver, itemsPerPage, pagerOf } from "@faxingcenter/core/wire"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import { Admission } from "../../admit/Admission.js"
import { isSeen, spanned } from "../../measure/spanned.js"
import type { DatabaseError } from "../../store/database/Database.js"
import { unavailable } from "../../store/database/unavailable.js"
import { MessageIndex } from "../../store/faxes/MessageIndex.js"
import { sendIdOf } from "../../store/ids.js"

/** Ids are hexadecimal in either case; ours are stored in lower. */
const lower = <A extends string>(
  schema: { readonly make: (id: string, options: { disableValidation: true }) => A },
  id: A
): A => schema.make(id.toLowerCase(), { disableValidation: true })

const missing = (culprit: string, what: string) =>
  new FaxError.NotFound({ culprit, detail: `There is no such ${what}` })

/**
 * `Status` for servers, on behalf of a client that they know. It is asked when it is called: where nothing is waited for,
 * as on SQLite, what it gives is over then, and an answer needs no fiber.
 *
 * @example
 * ```ts
 * import type { MessageId } from "@faxingcenter/core"
 * import { PromptStatus } from "@faxingcenter/gateway/manage"
 * import { Effect } from "effect"
 *
 * const statusFor = (clientId: string, messageId: MessageId) =>
 *   Effect.flatMap(PromptStatus, (status) => status.ofMessage({ clientId }, messageId))
 * ```
 */
export class PromptStatus extends Context.Tag("@faxingcenter/gateway/PromptStatus")<
  PromptStatus,
  {
    readonly ofSend: (
      client: Client,
      sendId: SendId,
      page?: number
    ) => Effect.Effect<Page, StatusError>
    readonly ofMessage: (
      client: Client,
      messageId: MessageId,
      sendId?: SendId
    ) => Effect.Effect<Message, StatusError>
  }
>() {}

type Asking<A> = Effect.Effect<A, StatusError | DatabaseError>

const answered = <A>(asking: Asking<A>): Effect.Effect<A, StatusError> =>
  isOver(asking) && Exit.isSuccess(asking)
    ? Effect.succeed(asking.value)
    : Effect.catchTag(asking, "DatabaseError", unavailable)

const make = Effect.gen(function* () {
  const index = yield* MessageIndex
  const { admit, admitCurrent } = yield* Admission
  const clock = yield* Effect.clock
  const isTraced = isSeen(yield* Effect.tracer)

  const ofSend = (client: number, sendId: SendId, page: number): Asking<Page> =>
    andThen(
      index.ofJob(client, lower(SendId, sendId), (page - 1) * itemsPerPage, itemsPerPage),
      ({ messages, total }) => {
        if (total === 0) return missing(sendId, "job")
        const pager = pagerOf(total, page)
        return page > pager.last
          ? missing(String(page), "page")
          : Effect.succeed({ messages, pager })
      }
    )

  const ofMessage = (
    client: number,
    messageId: MessageId,
    sendId: SendId | undefined
  ): Asking<Message> => {
    const id = lower(MessageId, messageId)
    const isOfJob = sendId === undefined || sendIdOf(id) === lower(SendId, sendId)
    if (!isOfJob) return missing(messageId, "message")
    return andThen(index.one(client, id), (message) =>
      message === undefined ? missing(messageId, "message") : Effect.succeed(message)
    )
  }

  const status = Status.of({
    ofSend: (sendId, page = 1) =>
      answered(Effect.flatMap(admitCurrent, (client) => ofSend(client, sendId, page))).pipe(
        spanned("Status.ofSend")
      ),
    ofMessage: (messageId, sendId) =>
      answered(Effect.flatMap(admitCurrent, (client) => ofMessage(client, messageId, sendId))).pipe(
        spanned("Status.ofMessage")
      )
  })

  const asked = <A>(
    { clientId }: Client,
    ask: (client: number) => Asking<A>
  ): Effect.Effect<A, StatusError> =>
    answered(andThen(admit(clientId, clock.unsafeCurrentTimeMillis()), ask))

  const prompt = PromptStatus.of({
    ofSend: (client, sendId, page = 1) =>
      // Whoever traces sees the spans of each call.
      isTraced
        ? Effect.provideService(status.ofSend(sendId, page), CurrentClient, client)
        : asked(client, (key) => ofSend(key, sendId, page)),
    ofMessage: (client, messageId, sendId) =>
      isTraced
        ? Effect.provideService(status.ofMessage(messageId, sendId), CurrentClient, client)
        : asked(client, (key) => ofMessage(key, messageId, sendId))
  })
  return Context.make(Status, status).pipe(Context.add(PromptStatus, prompt))
})

/** The vendor's `Status` over the store, each client sees its own messages; and the same for servers. */
export const layer = Layer.effectContext(make)
