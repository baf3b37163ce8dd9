import * as FaxError from "@faxingcenter/core/FaxError"
import { nearestName } from "@faxingcenter/core/wire"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type { Command, Invocation } from "./args/Command.js"
import { type ExitCode, exitCodes } from "./exitCodes.js"
import { explain } from "./explain.js"
import type { Failure } from "./Failure.js"
import { SomebodyLooksOn } from "./settings/tellOfWaits.js"
import { jsonLine, tell } from "./terminal/output.js"
import { isTerminal, styleFor } from "./terminal/style.js"
import { UsageError } from "./UsageError.js"

/** Commands by name, each loaded only when it is run. */
type LoadCommand = Readonly<Record<string, () => Promise<Command>>>

/** The command that the first words name, and the rest of the line. */
const find = (
  loadCommand: LoadCommand,
  args: ReadonlyArray<string>
): readonly [() => Promise<Command>, ReadonlyArray<string>] | undefined => {
  for (const words of [2, 1]) {
    const name = args.slice(0, words).join(" ")
    const found = Object.hasOwn(loadCommand, name) ? loadCommand[name] : undefined
    if (found !== undefined) return [found, args.slice(words)]
  }
  return undefined
}

const unknownCommand = (
  commandNames: ReadonlyArray<string>,
  [word = "", ...rest]: ReadonlyArray<string>
) => {
  if (word.startsWith("-")) {
    return new UsageError({
      message: `unknown flag ${word}: flags come after a command (see fax --help)`
    })
  }
  if (word === "help") {
    return new UsageError({
      message: `there is no help on ${rest.join(" ")}; fax --help lists the commands and topics`
    })
  }
  const group = commandNames.filter((name) => name.startsWith(`${word} `))
  if (group.length > 0) {
    const said =
      rest[0] === undefined ? `fax ${word} needs a command` : `unknown command ${word} ${rest[0]}`
    return new UsageError({ message: `${said}: ${group.map((name) => `fax ${name}`).join(", ")}` })
  }
  const meant = nearestName(word, commandNames)
  return new UsageError({
    message:
      meant === undefined
        ? `unknown command ${word} (see fax --help)`
        : `unknown command ${word}; did you mean fax ${meant}?`
  })
}

const load = (
  loadCommand: LoadCommand,
  args: ReadonlyArray<string>
): Effect.Effect<readonly [Command, Invocation], Failure> =>
  Effect.gen(function* () {
    const found = find(loadCommand, args)
    if (found === undefined) return yield* unknownCommand(Object.keys(loadCommand), args)
    const [loadFound, rest] = found
    const command = yield* Effect.promise(loadFound)
    return [command, yield* command.parse(rest)] as const
  })

/** Also of a line that cannot be understood. */
const asksForJson = (args: ReadonlyArray<string>): boolean => {
  const end = args.indexOf("--")
  return (end < 0 ? args : args.slice(0, end)).some((word) => word === "--json" || word === "-j")
}

/** Lines after the first stand further right: what others wrote is not taken for a line of ours. */
const indented = (message: string) => message.trimEnd().replace(/\r?\n(?! {2})/g, "\n  ")

/** One message for each way to end: JSON for scripts that asked for it, else a line for people. */
const report = (cause: Cause.Cause<Failure>, asJson: boolean): Effect.Effect<ExitCode> => {
  const failure = Cause.failureOption(cause)
  if (failure._tag === "None") {
    return Effect.as(
      tell(`fax: this is a bug in fax, please report it: ${Cause.pretty(cause)}\n`),
      exitCodes.defect
    )
  }
  const { exitCode, facts, kind = FaxError.kindOf(failure.value), message } = explain(failure.value)
  if (message === "") return Effect.succeed(exitCode)
  const line = asJson
    ? jsonLine({ error: { kind, message, exitCode, ...facts } })
    : `${styleFor("stderr")("red", "fax:")} ${indented(message)}\n`
  return Effect.as(tell(line), exitCode)
}

/**
 * Runs a command line to its exit code. Ctrl-C and SIGTERM interrupt it without a word, and give it
 * the time to tidy up; the second one does not wait for that.
 */
export const runLine = async (
  loadCommand: LoadCommand,
  args: ReadonlyArray<string>
): Promise<ExitCode> => {
  const loadAll = () => Promise.all(Object.values(loadCommand).map((load) => load()))
  let serves = false
  let stopped: ExitCode | undefined
  const fiber = Effect.runFork(
    Effect.flatMap(load(loadCommand, args), ([command, { isQuiet, run }]) => {
      serves = command.serves === true
      return Effect.provideService(run(loadAll), SomebodyLooksOn, isTerminal.stderr() && !isQuiet)
    })
  )
  const stop = (code: ExitCode) => () => {
    if (stopped !== undefined) process.exit(code)
    stopped = serves ? exitCodes.ok : code
    Effect.runFork(Fiber.interrupt(fiber))
  }
  process.on("SIGINT", stop(exitCodes.interrupted))
  process.on("SIGTERM", stop(exitCodes.terminated))
  process.on("SIGHUP", stop(exitCodes.hungUp))
  const exit = await Effect.runPromise(Fiber.await(fiber))
  if (Exit.isSuccess(exit)) return exit.value
  // What serves may fail to leave everything in order: that is no end in peace.
  const isStopped = serves ? Cause.isInterruptedOnly : Cause.isInterrupted
  if (stopped !== undefined && isStopped(exit.cause)) return stopped
  return Effect.runPromise(report(exit.cause, asksForJson(args)))
}
