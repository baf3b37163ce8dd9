import * as Arr from "effect/Array"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as SchemaAST from "effect/SchemaAST"
import { GatewaySettings, type SettingName, settingNames, variableOf } from "./GatewaySettings.js"
import { readSettings } from "./readSettings.js"

/** A setting as documentation tells of it. */
export interface SettingDescription {
  /** What it is called in a file. */
  readonly name: SettingName
  /** What it is called in the environment. */
  readonly variable: string
  readonly about: string
  /** What its value "must be ...". */
  readonly values: string
  /** As it would be written; absent when there is none. */
  readonly default?: string
}

const written = (value: unknown): string | undefined => {
  if (Redacted.isRedacted(value)) return written(Redacted.value(value))
  if (Duration.isDuration(value)) return Duration.format(value)
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(written).join(",")
  return value === undefined ? undefined : String(value)
}

/**
 * Every setting of a gateway, from the schema that reads them.
 *
 * @example
 * ```ts
 * import { describeSettings } from "@faxingcenter/gateway/settings"
 *
 * for (const { about, variable } of describeSettings()) console.log(variable, about)
 * ```
 */
export const describeSettings = (): ReadonlyArray<SettingDescription> => {
  const defaults = Either.getOrThrow(readSettings({ flags: {}, environment: {} }))
  const { ast } = GatewaySettings
  const from = SchemaAST.isTransformation(ast) ? ast.from : ast
  return settingNames.map((name) => {
    const type = Arr.findFirst(
      SchemaAST.getPropertySignatures(from),
      (property) => property.name === name
    ).pipe(Option.map((property) => property.type))
    const told = (of: (ast: SchemaAST.AST) => Option.Option<string>) =>
      Option.getOrElse(Option.flatMap(type, of), () => "")
    const fallback = written(defaults[name])
    return {
      name,
      variable: variableOf(name),
      about: told(SchemaAST.getDescriptionAnnotation),
      values: told(SchemaAST.getDocumentationAnnotation),
      ...(fallback === undefined ? {} : { default: fallback })
    }
  })
}
