import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { IdempotencyKey } from "../model/IdempotencyKey.js"
import type { Receipt } from "../model/Receipt.js"
import type { SendFax } from "../model/SendFax.js"
import type { Surroundings } from "../observe/Surroundings.js"
import type { SendError } from "../Send.js"

/**
 * `Send.submit` by plain functions, for those who have no fiber. `done` is given the outcome, or in rare cases what is left
 * to do. Has started nothing where it gives no function to stop it: then it takes `Send.submit`.
 */
export class PromptSend extends Context.Tag("@faxingcenter/core/PromptSend")<
  PromptSend,
  (
    fax: SendFax,
    key: IdempotencyKey | undefined,
    surroundings: Surroundings,
    done: (rest: Effect.Effect<Receipt, SendError>) => void
  ) => (() => void) | undefined
>() {}
