import { spawnSync } from "node:child_process"

/** Whether a program is installed; where it is not, its tests are skipped and say so. */
export const installed = (program: string, reason: string): boolean => {
  const found = spawnSync(program, ["-h"]).error === undefined
  if (!found) console.warn(`SKIPPED: ${program} is not installed: ${reason}`)
  return found
}

/** Runs a program to its end; anything it writes to standard error fails the test. */
export const runQuietly = (program: string, args: ReadonlyArray<string>): string => {
  const { error, status, stderr, stdout } = spawnSync(program, [...args], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024
  })
  if (error !== undefined || status !== 0 || stderr !== "") {
    throw new Error(`${program} ${args.join(" ")}: ${error?.message ?? stderr} (${status})`)
  }
  return stdout
}
