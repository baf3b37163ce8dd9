import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { bashCompletions } from "../completions/bash.js"
import { completedOf } from "../completions/Completed.js"
import { fishCompletions } from "../completions/fish.js"
import { powershellCompletions } from "../completions/powershell.js"
import { zshCompletions } from "../completions/zsh.js"
import { exitCodes } from "../exitCodes.js"
import { print } from "../terminal/output.js"

const shells = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
  powershell: powershellCompletions
}

const isShell = (word: string): word is keyof typeof shells => Object.hasOwn(shells, word)

export const completions = defineCommand({
  name: "completions",
  summary: "Print the completion script for a shell",
  words: {
    name: "SHELL",
    summary: "bash, zsh, fish or powershell",
    min: 1,
    max: 1,
    choices: Object.keys(shells)
  },
  flags: {},
  examples: [
    { line: "source <(fax completions bash)", does: "bash: in ~/.bashrc" },
    { line: "source <(fax completions zsh)", does: "zsh: in ~/.zshrc, after compinit" },
    { line: "fax completions fish > ~/.config/fish/completions/fax.fish", does: "fish: once" },
    {
      line: "fax completions powershell | Out-String | Invoke-Expression",
      does: "PowerShell: in $PROFILE"
    }
  ],
  run: (given, loadAll) =>
    Effect.gen(function* () {
      const commands = yield* Effect.promise(loadAll)
      const [shell = ""] = given.words
      if (isShell(shell)) yield* print(shells[shell](commands.map(completedOf)))
      return exitCodes.ok
    })
})
