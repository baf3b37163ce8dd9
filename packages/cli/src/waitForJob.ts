import {
  type Message,
  type SendId,
  type Status,
  type WatchTrouble,
  watch
} from "@faxingcenter/core"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type ExitCode, exitCodes } from "./exitCodes.js"
import type { Failure } from "./Failure.js"
import { type JobJson, messageJson } from "./format/messageJson.js"
import { tell, tellLine } from "./terminal/output.js"
import { statusStyle, styleFor } from "./terminal/style.js"

const styleErr = styleFor("stderr")

const changeLine = (message: Message): string =>
  `${message.faxNumber}  ${styleErr(statusStyle(message.status), message.status)}\n`

/** Whether a job has come out well, as an exit code. */
export const exitCodeOf = (job: JobJson): ExitCode =>
  job.messages.some(({ status }) => status === "failed") ? exitCodes.faxFailed : exitCodes.ok

/** Says why nothing is heard of a fax, the first time only. */
export const tellTroubleOnce = () => {
  let told = false
  return ({ message }: WatchTrouble) =>
    Effect.suspend(() => {
      if (told) return Effect.void
      told = true
      return tellLine(`The service cannot be asked: ${message}. Trying again until the timeout`)
    })
}

/**
 * Waits for the end of a job, showing on stderr each status as it changes. However the waiting ends,
 * even when it is interrupted, what is known of the job by then is given to `finish` first.
 */
export const waitForJob = (
  job: JobJson & { readonly sendId: SendId },
  options: { readonly timeout: Duration.Duration | undefined; readonly quiet: boolean },
  finish: (job: JobJson) => Effect.Effect<void, Failure>
): Effect.Effect<ExitCode, Failure, Status> =>
  Effect.suspend(() => {
    const known = new Map(job.messages.map((message) => [message.messageId, message]))
    const current = (): JobJson => ({ sendId: job.sendId, messages: [...known.values()] })
    const told = new Map<string, Message["status"]>()
    const show = (message: Message) => {
      const isNews = told.get(message.messageId) !== message.status
      told.set(message.messageId, message.status)
      known.set(message.messageId, messageJson(message))
      return isNews && !options.quiet ? tell(changeLine(message)) : Effect.void
    }
    const changes = watch(job.sendId, {
      ...(options.timeout === undefined ? {} : { budget: options.timeout }),
      onTrouble: options.quiet ? () => Effect.void : tellTroubleOnce()
    })
    return Stream.runForEach(changes, show).pipe(
      Effect.onError(() => Effect.ignore(finish(current()))),
      Effect.zipRight(Effect.suspend(() => finish(current()))),
      Effect.map(() => exitCodeOf(current()))
    )
  })
