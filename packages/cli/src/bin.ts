import { writeSync } from "node:fs"
import { exitCodes } from "./exitCodes.js"
import type { Answers } from "./help/Answers.js"
import { quickAnswer } from "./help/quickAnswer.js"
import { startMain, startPagesWorker } from "./start/startMain.js"

/** Put in by bundle.mjs. */
declare const ANSWERS: Answers

/** Straight to the descriptor: loading Node's stream of stdout would take longer than the rest. */
const answer = (text: string) => {
  try {
    writeSync(1, text)
  } catch (error) {
    // A full pipe can wait; one that nobody reads any more has no need of an answer.
    const code = error instanceof Error && "code" in error ? error.code : undefined
    if (code === "EAGAIN") process.stdout.write(text)
    else if (code !== "EPIPE") {
      process.stderr.write(`fax: the output cannot be written: ${code}\n`)
      process.exitCode = exitCodes.outputFailed
    }
  }
}

const args = process.argv.slice(2)
const text = quickAnswer(ANSWERS, args)
/** Rendering works in threads that run this file, too, without arguments. */
const isThread = () => !process.getBuiltinModule("node:worker_threads").isMainThread
if (args.length === 0 && isThread()) void startPagesWorker()
else if (text === undefined) startMain(args)
else answer(text)
