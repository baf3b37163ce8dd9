import type { HttpApiDecodeError } from "@effect/platform/HttpApiError"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as Schema from "effect/Schema"

const fields = { detail: Schema.String }

/** Nothing here has this id. */
export class Unknown extends Schema.TaggedError<Unknown>()("Unknown", fields) {}

/** The request conflicts with the current state. */
export class Conflict extends Schema.TaggedError<Conflict>()("Conflict", fields) {}

/** It comes from where it should not: a foreign host, origin or site. */
export class Forbidden extends Schema.TaggedError<Forbidden>()("Forbidden", fields) {}

/** The body is too large. */
export class TooLarge extends Schema.TaggedError<TooLarge>()("TooLarge", fields) {}

/** The mock itself is at fault. */
export class Defect extends Schema.TaggedError<Defect>()("Defect", fields) {}

const badRequestFields = {
  ...fields,
  errors: Schema.optionalWith(
    Schema.Array(Schema.Struct({ pointer: Schema.String, detail: Schema.String })),
    { exact: true }
  )
}

/** The request is not as the document has it; \`errors\` has the place of each mistake. */
export class BadRequest extends Schema.TaggedError<BadRequest>()("BadRequest", badRequestFields) {}

/** What an error is called in its body, with its HTTP status. */
const statuses = {
  bad_request: 400,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  defect: 500,
  too_many: 503
} as const
type Word = keyof typeof statuses

/** An error as it travels: under a word, and not under the name of its class. */
const onWire = <A, const Tag extends string, const W extends Word>(
  error: Schema.Schema<A, { readonly _tag: Tag; readonly detail: string }>,
  tag: Tag,
  word: W
) =>
  Schema.transform(
    Schema.Struct({ error: Schema.Literal(word), ...fields }).annotations({ identifier: tag }),
    error,
    {
      strict: true,
      decode: ({ detail }) => ({ _tag: tag, detail }),
      encode: ({ detail }) => ({ error: word, detail })
    }
  ).annotations(HttpApiSchema.annotations({ status: statuses[word] }))

export const UnknownBody = onWire(Unknown, "Unknown", "not_found")
export const ConflictBody = onWire(Conflict, "Conflict", "conflict")
export const ForbiddenBody = onWire(Forbidden, "Forbidden", "forbidden")
export const TooLargeBody = onWire(TooLarge, "TooLarge", "too_large")
export const DefectBody = onWire(Defect, "Defect", "defect")

export const BadRequestBody = Schema.transform(
  Schema.Struct({ error: Schema.Literal("bad_request"), ...badRequestFields }).annotations({
    identifier: "BadRequest"
  }),
  BadRequest,
  {
    strict: true,
    decode: ({ error: _word, ...rest }) => ({ _tag: "BadRequest" as const, ...rest }),
    encode: ({ _tag, ...rest }) => ({ error: "bad_request" as const, ...rest })
  }
).annotations(HttpApiSchema.annotations({ status: statuses.bad_request }))

/** An answer that says what was wrong. */
export const errorAnswer = (error: Word, detail: string): Response =>
  Response.json({ error, detail }, { status: statuses[error] })

/** RFC 6901: a place in the request. */
const pointerOf = (path: ReadonlyArray<PropertyKey>) =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")

const encodeBadRequest = Schema.encodeSync(BadRequestBody)

/** The answer to a request that is not as the document has it. */
export const badRequestAnswer = ({ issues, message }: HttpApiDecodeError): Response => {
  const errors = issues.map(({ message: detail, path }) => ({ pointer: pointerOf(path), detail }))
  return Response.json(encodeBadRequest(new BadRequest({ detail: message, errors })), {
    status: statuses.bad_request
  })
}
