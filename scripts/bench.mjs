// `pnpm bench [NAME...] [--json] [--write]`: see bench/README.md. The command is measured as it is shipped, so it is built first.
import { pnpm, root, run } from "./tools.mjs"

const built = await pnpm(["--filter", "@faxingcenter/cli", "run", "bundle"])
process.exitCode =
  built === 0
    ? await run(process.execPath, [
        "--import",
        "tsx",
        `${root}/bench/src/run.ts`,
        ...process.argv.slice(2)
      ])
    : built
