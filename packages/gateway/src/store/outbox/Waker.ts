import * as Context from "effect/Context"
import type { Script } from "../database/Database.js"
import type { Statement } from "../database/sql.js"

export interface Wake {
  readonly messageId: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/**
 * What makes an engine take up a message in time. Its statements go into the commit that made the
 * message wait, so that a message that waits is always waited for. The tables are the truth: an
 * engine that reads them itself needs none.
 */
export class Waker extends Context.Tag("@faxingcenter/gateway/Waker")<
  Waker,
  {
    /** `guard` says whether the commit did what it was meant to. */
    readonly wake: (wakes: ReadonlyArray<Wake>, guard?: Statement) => Script
    /** Wakes who has waited longest for this destination: its line is free, or may be. */
    readonly wakeNext: (destination: string, guard?: Statement) => Script
  }
>() {}
