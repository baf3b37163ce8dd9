import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, it } from "@effect/vitest"
import { FaxClient } from "@faxingcenter/core"
import { describeSettings } from "@faxingcenter/gateway/settings"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Struct from "effect/Struct"
import { variables } from "../../src/help/topics.js"
import { entriesOf } from "./declarations.js"
import { table } from "./markdown.js"

const code = (text: string) => `\`${text}\``

/** What `FaxClient.config` takes from the environment when only what must be there is. */
const account = Effect.runSync(
  Effect.withConfigProvider(
    FaxClient.config,
    ConfigProvider.fromMap(
      new Map([
        ["FAXINGCENTER_CLIENT_ID", "required"],
        ["FAXINGCENTER_CLIENT_SECRET", "required"]
      ]),
      { pathDelim: "_" }
    )
  )
)

const client = Struct.entries(account).map(([name, value]) => {
  const shown = Redacted.isRedacted(value) ? Redacted.value(value) : value
  const variable = `FAXINGCENTER_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
  return [code(name), code(variable), shown === "required" ? shown : code(shown)]
})

const optionsOf = (name: string, path: string, type: string) => {
  const entry = entriesOf(name).find((one) => one.path === path)
  const { signature = "" } = entry?.declarations.find((one) => one.name === type) ?? {}
  return `\`\`\`typescript\n${signature}\n\`\`\``
}

const gateway = describeSettings().map(({ about, default: fallback, name, values, variable }) => [
  code(name),
  code(variable),
  about,
  values.replace(/^must be /, ""),
  fallback === undefined ? "" : code(fallback)
])

const text = `# Configuration

Made from the code that reads it; a test keeps the two the same.

## The client

\`FaxClient.layerConfig()\` reads the account from Effect's \`Config\`, which is the environment unless told otherwise:

${table(["option", "variable", "default"], client)}

\`FaxClient.layer\` takes these, and the rest, as options:

${optionsOf("core", "@faxingcenter/core", "FaxClientOptions")}

With promises, \`new FaxingCenter\` takes them without Effect's types, and reads no environment:

${optionsOf("core", "@faxingcenter/core/promise", "FaxingCenterOptions")}

## The fax command

A profile that is named with \`--profile\` comes first, then the environment, then the current profile of
\`fax login\`, in \`credentials.json\` below \`$XDG_CONFIG_HOME/faxingcenter\` or \`~/.config/faxingcenter\`.

${table(
  ["variable", "what it sets"],
  variables.map(([name, about]) => [code(name), about])
)}

## The gateway

\`fax serve\` takes each setting from a flag, where it has one, then from the environment, then from the file of
\`--config\`, in YAML or JSON under the name of the first column. It refuses to start on a mistake, and on a name
that is no setting.

${table(["setting", "variable", "what it is for", "value", "default"], gateway)}

## The mock

\`fax mock --help\` lists the flags of the command. In a program, \`createMockServer\` takes:

${optionsOf("mock-server", "@faxingcenter/mock-server", "MockServerOptions")}

${optionsOf("mock-server", "@faxingcenter/mock-server", "SimulationOptions")}
`

it("docs/reference/configuration.md has every setting and its default", async () => {
  await expect(text).toMatchFileSnapshot("../../../../docs/reference/configuration.md")
})

it("tells of every variable that the command reads", () => {
  const source = fileURLToPath(new URL("../../src", import.meta.url))
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts")
  )
  const read = files.flatMap((name) => [
    ...[...readFileSync(`${source}/${name}`, "utf8").matchAll(/\bvariable\("([A-Z_]+)"\)/g)].map(
      ([, short]) => `FAXINGCENTER_${short}`
    ),
    ...[
      ...readFileSync(`${source}/${name}`, "utf8").matchAll(/process\.env\.(FAXINGCENTER_\w+)/g)
    ].map(([, whole]) => whole)
  ])
  expect(read.length).toBeGreaterThan(5)
  const told = new Set(variables.map(([name]) => name))
  expect(read.filter((name) => name !== undefined && !told.has(name))).toEqual([])
})
