import type { Command } from "./args/Command.js"
import { commandHelp, definitions } from "./args/helpText.js"
import { clientCommands } from "./clientCommands.js"
import { loadAll } from "./commands.js"
import type { Answers } from "./help/Answers.js"
import { topics } from "./help/topics.js"

const overview = (commands: ReadonlyArray<Command>): string =>
  [
    "Send faxes and find out what happened to them",
    "Usage: fax COMMAND [flags]",
    `Commands:\n${definitions(commands.map(({ name, summary }) => [name, summary] as const))}`,
    `Topics (fax help TOPIC):\n${definitions(
      Object.entries(topics).map(([name, { about }]) => [name, about] as const)
    )}`,
    [
      "Examples:",
      "  # Try it without a telephone line: a mock in one terminal ...",
      "  fax mock --port 8025",
      "  # ... and a fax in another",
      "  export FAXINGCENTER_BASE_URL=http://127.0.0.1:8025",
      "  export FAXINGCENTER_CLIENT_ID=demo FAXINGCENTER_CLIENT_SECRET=demo",
      "  fax send order.pdf --to 15005550001 --wait"
    ].join("\n"),
    "fax COMMAND --help shows the flags of a command, and examples."
  ].join("\n\n")

/** What the commands of each group are, by its first word; a word that is a command itself has help of its own. */
const groups = (commands: ReadonlyArray<Command>): Readonly<Record<string, string>> => {
  const names = new Set(commands.map(({ name }) => name))
  const words = commands
    .map(({ name }) => name.split(" ")[0] ?? "")
    .filter((word) => !names.has(word))
  return Object.fromEntries(
    words.map((word) => {
      const listed = commands.filter(({ name }) => name.startsWith(`${word} `))
      const terms = listed.map(({ name, summary }) => [name, summary] as const)
      return [
        word,
        `Usage: fax ${word} COMMAND [flags]\n\nCommands:\n${definitions(terms)}\n\nfax ${word} COMMAND --help shows the flags of a command, and examples.\n`
      ]
    })
  )
}

/** Every answer that can be given without running a command. */
export const makeAnswers = async (version: string): Promise<Answers> => {
  const commands = await loadAll()
  return {
    version,
    overview: `${overview(commands)}\n`,
    commands: {
      ...groups(commands),
      ...Object.fromEntries(commands.map((command) => [command.name, commandHelp(command)]))
    },
    topics: Object.fromEntries(Object.entries(topics).map(([name, { text }]) => [name, text]))
  }
}

/** What `dist/client.js` can run. */
export const clientNames: ReadonlyArray<string> = Object.keys(clientCommands)
