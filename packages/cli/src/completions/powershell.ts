import { type Completed, firstWords, helpWords, secondWords } from "./Completed.js"

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
const list = (texts: ReadonlyArray<string>) => `@(${texts.map(quoted).join(", ")})`

/** For a line in $PROFILE: `fax completions powershell | Out-String | Invoke-Expression`. */
export const powershellCompletions = (commands: ReadonlyArray<Completed>): string =>
  `
Register-ArgumentCompleter -Native -CommandName fax -ScriptBlock {
  param($word, $ast, $cursor)
  $words = @($ast.CommandElements | ForEach-Object { $_.ToString() })
  $flags = @{
${commands
  .map(({ flags, name }) => `    ${quoted(name)} = ${list(flags.map((flag) => `--${flag.name}`))}`)
  .join("\n")}
  }
  $values = @{
${commands
  .flatMap(({ flags, name }) =>
    flags
      .filter(({ choices }) => choices.length > 0)
      .map((flag) => `    ${quoted(`${name} --${flag.name}`)} = ${list(flag.choices)}`)
  )
  .join("\n")}
  }
  $takes = @{
${[
  ["help", helpWords(commands)] as const,
  ...commands
    .filter(({ words }) => words.length > 0)
    .map(({ name, words }) => [name, words] as const),
  ...secondWords(commands)
]
  .map(([name, words]) => `    ${quoted(name)} = ${list(words)}`)
  .join("\n")}
  }
  $before = if ($word -eq '') { $words[-1] } elseif ($words.Count -gt 1) { $words[-2] } else { '' }
  $command = if ($words.Count -gt 1) { $words[1] } else { '' }
  if ($words.Count -gt 3 -or ($words.Count -eq 3 -and $word -eq '')) {
    $both = "$command $($words[2])"
    if ($flags.ContainsKey($both)) { $command = $both }
  }
  $found = if ($words.Count -lt 2 -or ($words.Count -eq 2 -and $word -ne '')) {
    ${list(firstWords(commands))}
  } elseif ($values.ContainsKey("$command $before")) {
    $values["$command $before"]
  } else {
    @($takes[$command]) + @($flags[$command])
  }
  $found | Where-Object { $_ -and $_.StartsWith($word) } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`.trimStart()
