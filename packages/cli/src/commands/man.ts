import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { exitCodes } from "../exitCodes.js"
import { manPage } from "../help/manPage.js"
import { print } from "../terminal/output.js"

/** Put in by bundle.mjs. */
declare const VERSION: string

export const man = defineCommand({
  name: "man",
  summary: "Print the manual page",
  flags: {},
  examples: [
    { line: "fax man | man -l -", does: "Read it" },
    { line: "fax man > ~/.local/share/man/man1/fax.1", does: "Keep it, for man fax" }
  ],
  run: (_given, loadAll) =>
    Effect.gen(function* () {
      yield* print(manPage(VERSION, yield* Effect.promise(loadAll)))
      return exitCodes.ok
    })
})
