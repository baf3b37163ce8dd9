import { existsSync, readFileSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { fileURLToPath } from "node:url"

const folderOfPackages = fileURLToPath(new URL("../../../../packages", import.meta.url))

/** Those that a program imports; the command is used otherwise. */
export const packages = ["core", "pages", "gateway", "hono-server", "mock-server", "contract"]

/** A public name, as the declarations that are published have it. */
export interface Declaration {
  /** With the namespace that it is reached through, if there is one: `FaxClient.layer`. */
  readonly name: string
  /** Its docstring, without examples. */
  readonly about: string
  /** TypeScript, each without its fence. */
  readonly examples: ReadonlyArray<string>
  /** What the compiler has written of it, or the source where that says it better. */
  readonly signature: string
}

/** One way to import a package: `@faxingcenter/core/wire`. */
export interface Entry {
  readonly path: string
  readonly declarations: ReadonlyArray<Declaration>
}

interface Statement {
  readonly name: string
  readonly comment: string
  readonly text: string
}

const named =
  /^(?:export )?(?:declare )?(?:abstract )?(?:const|class|interface|type|function) (\w+)/

/** The statements of a file of declarations; each begins in the first column. */
const statementsOf = (text: string): ReadonlyArray<Statement> => {
  const found: Array<Statement> = []
  const comment: Array<string> = []
  let statement: Array<string> = []
  const close = () => {
    const name = named.exec(statement[0] ?? "")?.[1]
    const body = statement.join("\n").trimEnd()
    if (name !== undefined) found.push({ name, comment: comment.join("\n"), text: body })
    if (statement.length > 0) comment.length = 0
    statement = []
  }
  for (const line of text.split("\n")) {
    if (/^\/\*\*/.test(line)) {
      close()
      comment.splice(0, comment.length, line)
    } else if (/^ \*/.test(line) && statement.length === 0) comment.push(line)
    else if (/^(export|declare|import|const|class|type|interface)\b/.test(line)) {
      close()
      statement.push(line)
    } else if (statement.length > 0 && !line.startsWith("//#")) statement.push(line)
  }
  close()
  return found
}

const reexport =
  /^export (?:type )?(\*(?: as (\w+))?|\{([^}]*)\}) from "((?:\.|@faxingcenter\/)[^"]+)";/gm

/** `type A as B, C`, as pairs of what it is called there and here. */
const pairsOf = (list: string) =>
  list
    .split(",")
    .map((part) => part.trim().replace(/^type /, ""))
    .filter((part) => part !== "")
    .map((part) => part.split(/ as /))
    .map(([there = "", here = there]) => ({ there, here }))

const docsOf = (comment: string) => {
  const lines = comment
    .split("\n")
    .map((line) => line.replace(/^\/\*\* ?|^ \*\/$|^ \* ?/, "").replace(/ ?\*\/$/, ""))
  const text = lines.join("\n")
  const examples = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code)
  const about = text.replaceAll(/^```ts\n[\s\S]*?^```$/gm, "").replaceAll(/^@example.*$/gm, "")
  return { about: about.trim(), examples }
}

/** Schemas, and classes made of them: as they were written they are short, as types they are long. */
const isWrittenBetter = ({ text }: Statement) =>
  /^export declare (class \w+ extends \w+_base\b|const \w+: Schema\.)/.test(text)

/** Of a type of hundreds of lines, its members and not what is in them. */
const outlined = (text: string) =>
  text.split("\n").length < 100
    ? text
    : text.replaceAll(/\n {8,}.*/g, "").replaceAll(/([{[(<])\n {4}(?=[}\])>])/g, "$1 ... ")

const sourceOf = (file: string): ReadonlyArray<Statement> => {
  const source = file.replace("/dist/", "/src/").replace(/\.d\.ts$/, ".ts")
  return existsSync(source) ? statementsOf(readFileSync(source, "utf8")) : []
}

const exportsOf = (name: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(`${folderOfPackages}/${name}/package.json`, "utf8")).exports ?? {}

/** The declarations behind `@faxingcenter/core/wire`. */
const fileOf = (path: string): string => {
  const [, name = "", rest = ""] = /^@faxingcenter\/([\w-]+)(.*)$/.exec(path) ?? []
  const source = exportsOf(name)[`.${rest}`] ?? ""
  const built = source.replace("./src/", "dist/").replace(/\.ts$/, ".d.ts")
  const file = `${folderOfPackages}/${name}/${built}`
  if (!existsSync(file)) throw new Error(`${file} is not there: npx tsc -b`)
  return file
}

const declarationsIn = (file: string): ReadonlyArray<Declaration> => {
  const text = readFileSync(file, "utf8")
  const statements = statementsOf(text)
  const source = statements.some(isWrittenBetter) ? sourceOf(file) : []
  const own = new Map<string, Declaration>()
  for (const statement of statements) {
    const { comment, name } = statement
    if (!statement.text.startsWith("export ")) continue
    const before = own.get(name)
    const { about, examples } = docsOf(comment)
    const written = isWrittenBetter(statement)
      ? source.find((one) => one.name === name && /^export (class|const) /.test(one.text))
      : undefined
    const whole = outlined((written ?? statement).text).replace(/^export (declare )?/, "")
    own.set(name, {
      name,
      about: [before?.about, about].filter((part) => part).join("\n\n"),
      examples: [...(before?.examples ?? []), ...examples],
      signature: before === undefined ? whole : `${before.signature}\n${whole}`
    })
  }
  const others = [...text.matchAll(reexport)].flatMap(([, , space, list, from = ""]) => {
    const there = declarationsIn(
      from.startsWith(".") ? resolve(dirname(file), from.replace(/\.js$/, ".d.ts")) : fileOf(from)
    )
    if (list !== undefined) {
      return pairsOf(list).flatMap(({ here, there: name }) =>
        there.filter((one) => one.name === name).map((one) => ({ ...one, name: here }))
      )
    }
    return space === undefined
      ? there
      : there.map((one) => ({ ...one, name: `${space}.${one.name}` }))
  })
  return [...own.values(), ...others]
}

/** For the packages here alone: a program mounts whole pages, and serves them as a whole. */
const ofImplementers = ["./internal", "./ui"]

/**
 * Everything that a package offers, from what the compiler has built of it. A path in capitals
 * (`@faxingcenter/core/FaxError`) is a namespace of the main entry, told there.
 */
export const entriesOf = (name: string): ReadonlyArray<Entry> =>
  Object.entries(exportsOf(name))
    .filter(([sub, source]) => source.endsWith(".ts") && !/^\.\/[A-Z]/.test(sub))
    .filter(([sub]) => !ofImplementers.includes(sub))
    .map(([sub]) => `@faxingcenter/${name}${sub.slice(1)}`)
    .map((path) => ({ path, declarations: declarationsIn(fileOf(path)) }))
