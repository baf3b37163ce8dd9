import { execFileSync } from "node:child_process"
import { FaxingCenter } from "@faxingcenter/core/promise"
import { expect, it } from "vitest"
import { curlOf, programOf } from "../src/inbox/codeOf.js"
import { createMockServer } from "../src/index.js"

const esc = String.fromCharCode(27)
const names = [
  "order.txt",
  "it's.txt",
  "two\nlines.txt",
  `title${esc}]0;owned${String.fromCharCode(7)}.txt`,
  `clear${String.fromCharCode(0x9b)}2J.txt`,
  "back\\slash'and\ttab.txt",
  "a\u200b\u2028\u202egnp\u2066\ufeff\u{e0041}.txt"
]

it.each(names)("shows a file called %j in a command that holds nothing unseen", async (name) => {
  const mock = createMockServer()
  const fax = new FaxingCenter({
    clientId: "demo",
    clientSecret: "demo",
    baseUrl: mock.url,
    fetch: mock.fetch
  })
  await fax.send({ to: "15005550001", documents: { name, data: new Uint8Array([72]) } })
  const [sent] = mock.faxes()
  const entry = mock.journal.find(({ sendId }) => sendId === sent?.sendId)
  if (sent === undefined || entry === undefined) throw new Error("nothing was sent")
  const command = curlOf([sent], entry, mock.url)
  const [, word = ""] = /base64 < (.*) \| tr/.exec(command) ?? []
  const shown = [...command, ...programOf([sent], entry, mock.url)].filter(
    (one) => one !== "\n" && /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(one)
  )
  expect(shown).toEqual([])
  // The word still names the file.
  expect(
    execFileSync("bash", ["-c", `printf %s ${word}`], {
      encoding: "utf8",
      env: { LC_ALL: "C.UTF-8" }
    })
  ).toBe(name)
  await mock.close()
})
