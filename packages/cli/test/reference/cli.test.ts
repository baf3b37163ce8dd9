import { expect, it } from "@effect/vitest"
import { fax } from "../fax.js"

const textOf = async (...args: ReadonlyArray<string>) => (await fax(args)).stdout.trimEnd()

const listed = (overview: string, heading: string) => {
  const [, list = ""] = new RegExp(`\\n${heading}[^\\n]*\\n([\\s\\S]*?)\\n\\n`).exec(overview) ?? []
  return list.split("\n").map((line) => line.trim().split(/ {2,}/)[0] ?? "")
}

const section = (title: string, text: string) => `## ${title}\n\n\`\`\`text\n${text}\n\`\`\`\n`

/** `vitest run packages/cli/test/reference -u` writes it anew. */
it("docs/reference/cli.md says what the command itself says", async () => {
  const overview = await textOf("help")
  const parts = [
    "# The fax command\n\nMade from what `fax help` prints; a test keeps the two the same.\n",
    section("fax", overview)
  ]
  for (const name of listed(overview, "Commands:")) {
    parts.push(section(`fax ${name}`, await textOf(...name.split(" "), "--help")))
  }
  for (const topic of listed(overview, "Topics")) {
    parts.push(section(`fax help ${topic}`, await textOf("help", topic)))
  }
  await expect(parts.join("\n")).toMatchFileSnapshot("../../../../docs/reference/cli.md")
})
