import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { LineCounter, parseDocument } from "yaml"
import { textOf } from "./fields.js"
import {
  GatewaySettings,
  isSettingName,
  type SettingName,
  settingNames,
  variableOf,
  variablePrefix
} from "./GatewaySettings.js"

/** The settings are invalid: every mistake, with its place. */
export class SettingsInvalid extends Schema.TaggedError<SettingsInvalid>()("SettingsInvalid", {
  mistakes: Schema.NonEmptyArray(Schema.String)
}) {
  override get message() {
    return `The settings are invalid:\n${this.mistakes.map((mistake) => `  ${mistake}`).join("\n")}`
  }
}

/** Where settings come from. */
export interface SettingsSources {
  /** What the command line gave. */
  readonly flags: { readonly [Name in SettingName]?: string }
  readonly environment: Readonly<Record<string, string | undefined>>
  /** YAML, of which JSON is a part. */
  readonly file?: { readonly name: string; readonly text: string }
}

interface Given {
  readonly value: unknown
  /** As the person who gave it knows it. */
  readonly place: string
}

const FileMembers = Schema.Record({ key: Schema.String, value: Schema.Unknown })
const decodeMembers = Schema.decodeUnknownOption(FileMembers)

/** What the codes of the parser mean; its own words repeat the text. */
const problems: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: "the same setting appears twice",
  TAB_AS_INDENT: "lines are indented with spaces, not with tabs",
  MULTIPLE_DOCS: "a second document begins here",
  BAD_INDENT: "the indentation is inconsistent",
  MISSING_CHAR: "something is missing before this, such as a quote or a colon"
}

/** The members of a file, or what is wrong with it and where. No text of the file: some of it is secret. */
const membersOf = ({ name, text }: NonNullable<SettingsSources["file"]>) => {
  if (text.trim() === "") return Either.right({})
  const lines = new LineCounter()
  const parsed = parseDocument(text, { prettyErrors: false, lineCounter: lines })
  const [error] = parsed.errors
  if (error !== undefined) {
    const { col, line } = lines.linePos(error.pos[0])
    const problem = problems[error.code] ?? "this is neither YAML nor JSON"
    return Either.left(`${name}, line ${line}, column ${col}: ${problem}`)
  }
  return Either.fromOption(
    Option.flatMap(Option.liftThrowable((): unknown => parsed.toJS())(), decodeMembers),
    () => `${name} is not a settings file in YAML or JSON: its top level has no members`
  )
}

const decode = Schema.decodeUnknownEither(GatewaySettings, { errors: "all" })

/**
 * Combines the settings: flags take precedence over the environment, and the environment over the file.
 * All mistakes are found at once, names that are no settings among them. No value is repeated in one.
 *
 * @example
 * ```ts
 * import { readSettings } from "@faxingcenter/gateway/settings"
 * import { Either } from "effect"
 *
 * const settings = readSettings({
 *   flags: { database: "faxes.db" },
 *   environment: { FAXINGCENTER_GATEWAY_LINES: "8" }
 * })
 * if (Either.isLeft(settings)) console.error(settings.left.message) // every mistake at once
 * ```
 */
export const readSettings = ({
  environment,
  file,
  flags
}: SettingsSources): Either.Either<GatewaySettings, SettingsInvalid> => {
  const mistakes: Array<string> = []
  const given = new Map<SettingName, Given>()

  const members = file === undefined ? Either.right({}) : membersOf(file)
  if (Either.isLeft(members)) mistakes.push(members.left)
  for (const [name, value] of Object.entries(Either.getOrElse(members, () => ({})))) {
    const place = `${name} in ${file?.name}`
    if (isSettingName(name)) given.set(name, { value, place })
    else mistakes.push(`${place} is not a setting`)
  }

  const variables = new Map(settingNames.map((name) => [variableOf(name), name]))
  for (const [variable, value] of Object.entries(environment)) {
    if (value === undefined) continue
    const name = variables.get(variable)
    if (value.trim() === "") {
      // An empty variable is no variable: that is how shells unset them for one command. But a command that
      // was to give the keys may have failed.
      if (name === "documentKeys") {
        mistakes.push(`${variable} is empty; unset it to store documents without encryption`)
      }
      continue
    }
    if (name !== undefined) given.set(name, { value, place: variable })
    else if (variable.startsWith(variablePrefix)) mistakes.push(`${variable} is not a setting`)
  }
  for (const name of settingNames) {
    const value = flags[name]
    if (value !== undefined) given.set(name, { value, place: `--${name}` })
  }

  const needsAccount = textOf(given.get("transport")?.value) === "faxingcenter"
  for (const name of ["upstreamClientId", "upstreamClientSecret"] as const) {
    if (needsAccount && !given.has(name)) {
      mistakes.push(`${variableOf(name)} is missing: the transport faxingcenter needs an account`)
    }
  }

  if (textOf(given.get("transport")?.value) === "hylafax" && !given.has("hylafax")) {
    mistakes.push(`${variableOf("hylafax")} is missing: the transport hylafax needs a server`)
  }

  for (const name of ["mailFrom", "mailTo"] as const) {
    if (given.has("smtp") && !given.has(name)) {
      mistakes.push(`${variableOf(name)} is missing: smtp needs it`)
    }
  }

  const decoded = decode(Object.fromEntries([...given].map(([name, { value }]) => [name, value])))
  if (Either.isLeft(decoded)) {
    for (const issue of ParseResult.ArrayFormatter.formatErrorSync(decoded.left)) {
      const name = String(issue.path[0])
      const place = isSettingName(name) ? given.get(name)?.place : undefined
      mistakes.push(`${place ?? name} ${issue.message}`)
    }
  }
  return Option.match(Arr.isNonEmptyArray(mistakes) ? Option.some(mistakes) : Option.none(), {
    onSome: (all) => Either.left(new SettingsInvalid({ mistakes: all })),
    onNone: () =>
      Either.mapLeft(decoded, ({ message }) => new SettingsInvalid({ mistakes: [message] }))
  })
}
