// Takes each protection of docs/security.md out of the source, one at a time, and runs the tests that are said to hold it:
// they must fail. Works on the tree it is started in, and puts every file back. Usage: pnpm mutations [words of names]
import { spawnSync } from "node:child_process"
import { readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { protections, without } from "./protections.mjs"
import { root } from "./tools.mjs"

/** A new file in place of the other: copies that share their blocks with this tree are not changed. */
const write = (file, text) => {
  writeFileSync(`${file}.mutated`, text)
  renameSync(`${file}.mutated`, file)
}

/** The tests of the command run what was bundled. */
const bundle = () =>
  spawnSync(process.execPath, ["bundle.mjs"], { cwd: join(root, "packages/cli"), stdio: "ignore" })

const words = process.argv.slice(2)
const isWanted = ({ name }) => words.length === 0 || words.some((word) => name.includes(word))
const survivors = []
for (const protection of protections.filter(isWanted)) {
  const { file, name, tests } = protection
  const path = join(root, file)
  const mutated = without(protection)
  if (mutated === undefined) {
    console.log(`not there     ${name}: ${file}`)
    survivors.push(name)
    continue
  }
  const isBundled = tests.some((test) => test.startsWith("packages/cli/"))
  const whole = readFileSync(path, "utf8")
  write(path, mutated)
  try {
    if (isBundled) bundle()
    // A test that the mutation keeps busy for ever is ended with all of its processes.
    const { status } = spawnSync(
      "timeout",
      ["-k", "5", "300", "npx", "vitest", "run", "--bail=1", ...tests],
      { cwd: root, stdio: "ignore" }
    )
    const outcome =
      status === 0 ? "SURVIVED" : status === 124 || status === 137 ? "hung" : "noticed"
    console.log(`${outcome.padEnd(13)} ${name}`)
    if (status === 0) survivors.push(name)
  } finally {
    write(path, whole)
    if (isBundled) bundle()
  }
}
process.exit(survivors.length === 0 ? 0 : 1)
