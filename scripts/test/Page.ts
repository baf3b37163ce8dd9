import { readFileSync } from "node:fs"
import { root } from "./documents.js"

/** A command of a transcript, or a whole block of commands. */
export interface Step {
  readonly line: number
  readonly code: string
  /** What a transcript shows of its output; nothing is said of the output of a block. */
  readonly shown: ReadonlyArray<string>
  /** Of a transcript: it may fail if the next one looks at `$?`. */
  readonly mayFail: boolean
}

/** What a page asks its reader to do. */
export interface Page {
  readonly path: string
  readonly steps: ReadonlyArray<Step>
  /** Blocks that begin with a comment that names a file: the reader saves them under that name. */
  readonly files: ReadonlyArray<{ readonly name: string; readonly text: string }>
  /** Blocks under `<!-- not run: why -->`. */
  readonly notRun: ReadonlyArray<{ readonly line: number; readonly why: string }>
}

interface Block {
  readonly language: string
  readonly code: string
  /** Where its code begins. */
  readonly line: number
  readonly notRun: string | undefined
}

const blocksOf = (text: string): ReadonlyArray<Block> =>
  [...text.matchAll(/^(?:<!-- not run: (.+) -->\n+)?```(\w+)\n([\s\S]*?)^```$/gm)].map(
    ({ 0: whole, 1: notRun, 2: language = "", 3: code = "", index }) => ({
      language,
      code,
      notRun,
      line: text.slice(0, index + whole.indexOf("```")).split("\n").length + 1
    })
  )

/** `$ ` begins a command and `> ` goes on with it; the rest is what it prints. */
const transcript = ({ code, line }: Block): ReadonlyArray<Step> => {
  const steps: Array<{ line: number; code: string; shown: Array<string> }> = []
  for (const [at, text] of code.trimEnd().split("\n").entries()) {
    const last = steps.at(-1)
    if (text.startsWith("$ ")) steps.push({ line: line + at, code: text.slice(2), shown: [] })
    else if (last === undefined) throw new Error(`line ${line + at} is no command: ${text}`)
    else if (text.startsWith("> ")) last.code += `\n${text.slice(2)}`
    else last.shown.push(text)
  }
  return steps.map((step, at) => ({
    ...step,
    mayFail: steps[at + 1]?.code.startsWith("echo $?") ?? false
  }))
}

const stepsOf = (block: Block): ReadonlyArray<Step> => {
  if (block.notRun !== undefined) return []
  if (block.language === "sh") {
    return [{ line: block.line, code: block.code, shown: [], mayFail: false }]
  }
  return block.language === "console" ? transcript(block) : []
}

const fileName = /^(?:\/\/|#) ([\w.-]+\.(?:ts|yaml|json))\n/

export const readPage = (path: string): Page => {
  const blocks = blocksOf(readFileSync(`${root}/${path}`, "utf8"))
  return {
    path,
    steps: blocks.flatMap(stepsOf),
    files: blocks.flatMap(({ code }) => {
      const name = fileName.exec(code)?.[1]
      return name === undefined ? [] : [{ name, text: code }]
    }),
    notRun: blocks.flatMap(({ line, notRun }) =>
      notRun === undefined ? [] : [{ line, why: notRun }]
    )
  }
}
