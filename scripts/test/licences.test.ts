import { execFile } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { promisify } from "node:util"
import { describe, expect, it } from "vitest"
import { root } from "./documents.js"

const accepted = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0"]

/** What has another licence, and why it may be shipped all the same. */
const exceptions: Record<string, string> = {
  "@fontsource/unifontex": "OFL-1.1: a font, embedded in documents and never changed",
  "@img/sharp-libvips":
    "LGPL-3.0: a shared library that sharp links dynamically; users can replace it",
  argparse: "Python-2.0: permissive; graphile-worker reads its configuration file with it",
  "dejavu-fonts-ttf": "Bitstream Vera: a font, embedded in documents and never changed"
}

interface Listed {
  readonly name: string
  readonly license: string
}

describe("the licences of what users install", () => {
  it("are permissive, or an exception with a reason", { timeout: 120_000 }, async () => {
    const { packageManager } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"))
    const { stdout } = await promisify(execFile)(
      "npx",
      `--yes ${packageManager} --filter ./packages/* licenses list --prod --json`.split(" "),
      { cwd: root, maxBuffer: 1 << 26 }
    )
    const byLicence: Record<string, ReadonlyArray<Listed>> = JSON.parse(stdout)
    const listed = Object.values(byLicence).flat()
    expect(listed.length).toBeGreaterThan(30)
    const others = listed.filter(({ license }) => !accepted.includes(license))
    const isException = (name: string) =>
      Object.keys(exceptions).some((known) => name === known || name.startsWith(`${known}-`))
    expect(others.filter(({ name }) => !isException(name))).toEqual([])
    // An exception that nothing needs any more goes.
    for (const known of Object.keys(exceptions)) {
      expect(others.map(({ name }) => name).join()).toContain(known)
    }
  })

  it("of what the bundle contains are beside it, with their texts", () => {
    const path = `${root}/packages/cli/dist/NOTICES.txt`
    if (!existsSync(path)) throw new Error("needs the bundle: cd packages/cli && node bundle.mjs")
    const [, ...notices] = readFileSync(path, "utf8").split(/\n\n-{80}\n\n/)
    const names = notices.map((notice) => /^(\S+) \S+ \(\S+\)\n\n/.exec(notice)?.[1])
    expect(names).toEqual(
      expect.arrayContaining(["effect", "hono", "ipaddr.js", "libphonenumber-js", "yaml"])
    )
    for (const notice of notices) {
      expect(notice).toMatch(/Permission (is hereby granted|to use, copy)|Redistribution and use/)
      expect(notice).toMatch(/Copyright/i)
    }
  })
})
