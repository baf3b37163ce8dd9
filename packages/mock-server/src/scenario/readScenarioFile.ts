import { readFile } from "node:fs/promises"
import * as Effect from "effect/Effect"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { parseDocument } from "yaml"
import { ScenarioFile } from "./Scenario.js"

/** A file of scenarios that cannot be used. `places` says where in it, and what is wrong there. */
export class ScenarioFileInvalid extends Schema.TaggedError<ScenarioFileInvalid>()(
  "ScenarioFileInvalid",
  { path: Schema.String, places: Schema.Array(Schema.String) }
) {
  override get message() {
    return `${this.path} is not a scenario file:\n${this.places.map((it) => `  ${it}`).join("\n")}`
  }
}

/** Bytes; scenarios are small, and YAML aliases are not to make them large. */
const mostBytes = 1024 * 1024
const mostAliases = 100

const decode = Schema.decodeUnknownEither(ScenarioFile, { errors: "all" })

/**
 * Reads YAML or JSON (which is YAML) into scenarios, or says every place that is wrong.
 *
 * @example
 * ```ts
 * import { parseScenarios } from "@faxingcenter/mock-server"
 * import { Effect } from "effect"
 *
 * const text = "scenarios: [{ name: a proxy, when: { operation: search }, do: { status: 502 } }]"
 * const scenarios = parseScenarios(text, "scenarios.yaml").pipe(
 *   Effect.catchTag("ScenarioFileInvalid", ({ places }) => Effect.fail(places))
 * )
 * ```
 */
export const parseScenarios = (
  text: string,
  path: string
): Effect.Effect<ScenarioFile, ScenarioFileInvalid> =>
  Effect.gen(function* () {
    const invalid = (...places: ReadonlyArray<string>) => new ScenarioFileInvalid({ path, places })
    if (text.length > mostBytes) return yield* invalid(`it has more than ${mostBytes} characters`)
    const document = parseDocument(text, { prettyErrors: true })
    if (document.errors.length > 0) {
      return yield* invalid(...document.errors.map(({ message }) => message.trim()))
    }
    const value = yield* Effect.try({
      try: (): unknown => document.toJS({ maxAliasCount: mostAliases }),
      catch: (cause) => invalid(String(cause))
    })
    if (Predicate.isRecord(value) && !("scenarios" in value || "received" in value)) {
      return yield* invalid("scenarios: scenarios and received are both missing; give at least one")
    }
    return yield* Effect.mapError(decode(value), (error) =>
      invalid(
        ...ParseResult.ArrayFormatter.formatErrorSync(error).map(
          ({ message, path: at }) => `${at.length === 0 ? "the file" : at.join(".")}: ${message}`
        )
      )
    )
  })

/**
 * Reads a file of scenarios in YAML or JSON.
 *
 * @example
 * ```ts
 * import { createMockServer, readScenarioFile } from "@faxingcenter/mock-server"
 * import { Effect } from "effect"
 *
 * const { scenarios = [] } = await Effect.runPromise(readScenarioFile("scenarios.yaml"))
 * const mock = createMockServer({ scenarios })
 * ```
 */
export const readScenarioFile = Effect.fn("readScenarioFile")(function* (path: string) {
  const text = yield* Effect.tryPromise({
    try: () => readFile(path, "utf8"),
    catch: (cause) =>
      new ScenarioFileInvalid({
        path,
        places: [cause instanceof Error ? cause.message : String(cause)]
      })
  })
  return yield* parseScenarios(text, path)
})
