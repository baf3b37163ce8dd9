import { expect, it } from "@effect/vitest"
import { type Declaration, entriesOf, packages } from "./declarations.js"

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

/** `npx tsc -b && npx vitest run packages/cli/test/reference -u` writes them anew. */
for (const name of packages) {
  it(`docs/reference/api/${name}.md has the public names of the package`, async () => {
    const parts = [
      `# @faxingcenter/${name}`,
      "Made from the declarations and the docstrings of the package; a test keeps the two the same.",
      ...entriesOf(name).flatMap(({ declarations, path }) => [
        `## ${path}`,
        ...declarations.map(sectionOf)
      ])
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
