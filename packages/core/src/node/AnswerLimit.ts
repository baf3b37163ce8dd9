import * as Context from "effect/Context"

/** Bytes of an answer that are read; what is longer is cut there. A page of 100 messages has about 30 KB. */
export class AnswerLimit extends Context.Reference<AnswerLimit>()(
  "@faxingcenter/core/AnswerLimit",
  { defaultValue: () => 8 * 1024 * 1024 }
) {}
