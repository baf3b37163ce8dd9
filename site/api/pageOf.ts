import {
  type Declaration,
  type Entry,
  entriesOf
} from "../../packages/cli/test/reference/declarations.js"

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

const partsOf = ({ declarations, path }: Entry) => [
  `## ${path}`,
  [
    "| name | purpose |",
    "|---|---|",
    ...declarations.map(({ about, name }) => {
      const purpose = firstSentence(about).replaceAll("\n", " ").replaceAll("|", "\\|")
      return `| \`${name}\` | ${purpose} |`
    })
  ].join("\n"),
  ...declarations.map(sectionOf)
]

/** The public names of a package, as Markdown. */
export const pageOf = (name: string): string =>
  `${[
    `# @faxingcenter/${name}`,
    "This page is generated from the declarations and docstrings of the package.",
    ...entriesOf(name).flatMap(partsOf)
  ].join("\n\n")}\n`
