import type { RemoteMock } from "../control/api/connectMock.js"
import type { Control } from "../control/Control.js"

/** A mock in this process, a part of it, or one elsewhere. */
export type AnyMock = Control | RemoteMock

/** Whether something is as expected, and what to say when that is not what was wanted. */
export interface Verdict {
  readonly pass: boolean
  readonly message: () => string
}
