import { expect, it } from "@effect/vitest"
import { type Declaration, type Entry, entriesOf, packages } from "./declarations.js"
import { table } from "./markdown.js"

const fenced = (language: string, code: string) => `\`\`\`${language}\n${code.trimEnd()}\n\`\`\``

const sectionOf = ({ about, examples, name, signature }: Declaration) =>
  [
    `### ${name}`,
    about,
    fenced("typescript", signature),
    ...examples.map((code) => fenced("ts", code))
  ]
    .filter((part) => part !== "")
    .join("\n\n")

const firstSentence = (about: string) => /^[\s\S]*?\.(?=\s|$)/.exec(about)?.[0] ?? about

/** Makes the anchors that GitHub makes: a heading that comes again gets a number. */
const anchors = () => {
  const known = new Map<string, number>()
  return (heading: string) => {
    const anchor = heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, "")
      .replaceAll(" ", "-")
    const count = known.get(anchor) ?? 0
    known.set(anchor, count + 1)
    return count === 0 ? anchor : `${anchor}-${count}`
  }
}

const partsOf =
  (anchorOf: (heading: string) => string) =>
  ({ declarations, path }: Entry) => {
    anchorOf(path)
    const rows = declarations.map(({ about, name }) => [
      `[\`${name}\`](#${anchorOf(name)})`,
      firstSentence(about).replaceAll("\n", " ")
    ])
    return [`## ${path}`, table(["name", "what for"], rows), ...declarations.map(sectionOf)]
  }

/** `npx tsc -b && npx vitest run packages/cli/test/reference -u` writes them anew. */
for (const name of packages) {
  it(`docs/reference/api/${name}.md has the public names of the package`, async () => {
    const anchorOf = anchors()
    anchorOf(`@faxingcenter/${name}`)
    const parts = [
      `# @faxingcenter/${name}`,
      "Made from the declarations and the docstrings of the package; a test keeps the two the same.",
      ...entriesOf(name).flatMap(partsOf(anchorOf))
    ]
    await expect(`${parts.join("\n\n")}\n`).toMatchFileSnapshot(
      `../../../../docs/reference/api/${name}.md`
    )
  })
}

for (const name of packages) {
  it(`the reference of ${name} leaves out no name, and each says what it is for`, async () => {
    for (const { declarations, path } of entriesOf(name)) {
      const told = new Set(declarations.map((one) => one.name.split(".")[0]))
      const here = Object.keys(await import(path))
      expect(here.filter((one) => !told.has(one))).toEqual([])
      expect(declarations.filter(({ about }) => about === "").map((one) => one.name)).toEqual([])
    }
  })
}
