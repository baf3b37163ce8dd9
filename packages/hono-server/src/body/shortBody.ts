import { parseJson } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { RouteRequest } from "../request/RouteRequest.js"
import { textReader } from "./bodyReaders.js"
import { readBody } from "./readBody.js"
import { refusedBody } from "./refusedBody.js"

/** Bytes: what these requests say is short. */
const bodyLimit = 64 * 1024

/** The JSON body of a short request; nothing is as good as `{}`. */
export const shortBody = <A, I>(
  request: RouteRequest,
  limits: Parameters<typeof readBody>[1],
  schema: Schema.Schema<A, I>
) =>
  Effect.gen(function* () {
    const text = yield* readBody(request, { ...limits, bytes: bodyLimit }, textReader)
    const value = text.trim() === "" ? {} : yield* parseJson(text)
    return yield* Effect.mapError(
      Schema.decodeUnknown(schema, { errors: "all", onExcessProperty: "error" })(value),
      refusedBody
    )
  })
