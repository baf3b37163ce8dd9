import type { MessageId } from "@faxingcenter/core"
import * as Context from "effect/Context"
import type { Script } from "../database/Database.js"
import type { Statement } from "../database/sql.js"

/**
 * What makes an engine take up a message in time. Its statements go into the commit that made the
 * message wait, so that a message that waits is always waited for. The tables are the truth: an
 * engine that reads them itself needs none.
 */
export class Waker extends Context.Tag("@faxingcenter/gateway/Waker")<
  Waker,
  {
    /** Wakes those of these messages that are in front. `guard`: whether the commit did what it was meant to. */
    readonly wake: (ids: ReadonlyArray<MessageId>, guard?: Statement) => Script
    /** Wakes who is to be called next at each of these destinations. */
    readonly wakeNext: (destinations: ReadonlyArray<string>) => Script
  }
>() {}
