import type { Command } from "../args/Command.js"
import { flagTerm, usageLine } from "../args/helpText.js"
import { exitCodeMeanings } from "../exitCodes.js"
import { topics } from "./topics.js"

/** Text as roff takes it: no line of it is a request, and dashes are those of the command line. */
const roff = (text: string): string =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^([.'])/gm, "\\&$1")

const defined = (term: string, meaning: string) => `.TP\n\\fB${roff(term)}\\fR\n${roff(meaning)}`

const section = (command: Command): string => {
  const { details, examples, flags, summary, words } = command
  return [
    `.SS ${roff(`fax ${command.name}`)}`,
    `${roff(summary)}.`,
    `.PP\n\\fB${roff(usageLine(command))}\\fR`,
    ...(details === undefined ? [] : [`.PP\n${roff(details)}`]),
    ...(words === undefined ? [] : [defined(words.name, words.summary)]),
    ...flags.map((flag) => defined(flagTerm(flag), flag.summary)),
    ...examples.map(
      ({ does, line }) => `.PP\n${roff(does)}:\n.PP\n.nf\n.RS\n${roff(line)}\n.RE\n.fi`
    )
  ].join("\n")
}

/** The manual page of section 1, in roff. */
export const manPage = (version: string, commands: ReadonlyArray<Command>): string =>
  `${[
    `.TH FAX 1 "" "fax ${roff(version)}" "User Commands"`,
    ".SH NAME\nfax \\- send faxes and find out what happened to them",
    ".SH SYNOPSIS\n.B fax\n.I COMMAND\n[flags]",
    ".SH COMMANDS",
    ...commands.map(section),
    ".SH EXIT STATUS",
    ...exitCodeMeanings.map(([code, meaning]) => defined(String(code), meaning)),
    ...Object.entries(topics)
      .filter(([name]) => name !== "exit-codes")
      .map(
        ([name, { text }]) => `.SH ${roff(name.toUpperCase())}\n.nf\n${roff(text.trimEnd())}\n.fi`
      )
  ].join("\n")}\n`
