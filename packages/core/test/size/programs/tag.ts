import { Status } from "@faxingcenter/core"
import * as Effect from "effect/Effect"

await Effect.runPromise(Effect.asVoid(Effect.serviceOption(Status)))
