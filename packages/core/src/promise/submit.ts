import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type * as Runtime from "effect/Runtime"
import type { FaxError } from "../FaxError.js"
import { PromptSend } from "../http/PromptSend.js"
import type { IdempotencyKey } from "../model/IdempotencyKey.js"
import type { SendFax } from "../model/SendFax.js"
import type { Surroundings } from "../observe/Surroundings.js"
import { CurrentIdempotencyKey, Send } from "../Send.js"
import { onAbort } from "./onAbort.js"
import { keyOf, sendFaxOf } from "./requests.js"
import { isKnown, run } from "./run.js"
import { toError } from "./toError.js"
import type { Fax, Receipt, SendOptions } from "./types.js"

type Submitting = Effect.Effect<Receipt, FaxError, Send>

const submitted = (fax: SendFax, key: IdempotencyKey | undefined): Submitting =>
  Effect.provideService(
    Effect.flatMap(Send, (send) => send.submit(fax)),
    CurrentIdempotencyKey,
    key
  )

/** What comes of a send, or the effect that makes it. */
const promptly = (
  prompt: typeof PromptSend.Service,
  surroundings: Surroundings,
  fax: SendFax,
  key: IdempotencyKey | undefined,
  signal: AbortSignal | undefined
): Promise<Submitting> =>
  new Promise((resolve, reject) => {
    let forget: (() => void) | undefined
    const stop = prompt(fax, key, surroundings, (rest) => {
      forget?.()
      resolve(rest)
    })
    if (stop === undefined) resolve(submitted(fax, key))
    else if (signal !== undefined) {
      forget = onAbort(signal, () => {
        stop()
        reject(signal.reason)
      })
    }
  })

/** A send. As a rule it needs no fiber, which takes a program without Effect as long as the rest of the call. */
export const submit = async (
  runtime: Runtime.Runtime<Send>,
  surroundings: Surroundings,
  fax: Fax,
  { idempotencyKey, signal }: SendOptions = {}
): Promise<Receipt> => {
  signal?.throwIfAborted()
  const checkedKey = keyOf(idempotencyKey)
  if (Either.isLeft(checkedKey)) throw toError(checkedKey.left)
  const key = checkedKey.right
  const checked = sendFaxOf(fax)
  const prompt = Context.getOption(runtime.context, PromptSend)
  const rest =
    isKnown(checked) && Either.isRight(checked) && Option.isSome(prompt)
      ? await promptly(prompt.value, surroundings, checked.right, key, signal)
      : Effect.flatMap(checked, (found) => submitted(found, key))
  return run(runtime, rest, signal)
}
