import type { Revision } from "@faxingcenter/core"
import { jsonText, members, replaceUnseen, routes } from "@faxingcenter/core/wire"
import type { JournalEntry } from "../journal/Journal.js"
import type { Fax } from "../simulation/Fax.js"

/** An unseen character as `$'...'` of a shell has it. */
const escapedInShell = (one: string): string =>
  `\\U${(one.codePointAt(0) ?? 0).toString(16).padStart(8, "0")}`

/** A text as one word of a shell (bash, zsh) that can be pasted: with nothing in it that is not seen. */
const quoted = (text: string): string =>
  replaceUnseen(text, () => "") === text
    ? `'${text.replaceAll("'", "'\\''")}'`
    : `$'${replaceUnseen(text.replace(/[\\']/g, "\\$&"), escapedInShell)}'`

/** A text within a here-document in which variables are put in. */
const inHereDocument = (text: string): string => text.replace(/[\\$`]/g, "\\$&")

const json = (value: unknown): string => inHereDocument(jsonText(value))

const { send: names } = members
const laterPattern = new RegExp(`"${names.number["2014-04-09"]}"\\s*:`)

/** The revision that a send was written in. */
const revisionOf = ({ request }: JournalEntry): Revision =>
  laterPattern.test(request.body) ? "2014-04-09" : "2014-04-03"

/** The send of a fax as a command for a shell, with its documents read from files of their names. */
export const curlOf = (job: ReadonlyArray<Fax>, entry: JournalEntry, baseUrl: string): string => {
  const [first] = job
  const revision = revisionOf(entry)
  const isLater = revision === "2014-04-09"
  const recipients = job.map(({ number, reference }) =>
    json({
      [names.number[revision]]: number,
      ...(isLater || reference === undefined ? {} : { [names.reference]: reference })
    })
  )
  const documents = (first?.documents ?? []).map(
    ({ fileName, order }) =>
      `{"${names.fileName}":${json(fileName)},"${names.fileData}":"$(base64 < ${quoted(fileName)} | tr -d "\\n")","${names.order}":${isLater ? order : `"${order}"`}}`
  )
  const reference =
    isLater || first?.jobReference === undefined
      ? ""
      : `,"${names.reference}":${json(first.jobReference)}`
  return [
    `curl ${quoted(baseUrl + routes.contract.send.path)} \\`,
    `  -H "Authorization: Bearer $TOKEN" \\`,
    `  -H 'Content-Type: application/json' \\`,
    "  --data-binary @- <<END",
    `{"${names.recipients}":[${recipients.join(",")}],`,
    ` "${names.documents}":[${documents.join(",")}]${reference}}`,
    "END"
  ].join("\n")
}

const listed = (name: string, items: ReadonlyArray<string>, end: string) => [
  `  ${name}: [`,
  items.map((item) => `    ${item}`).join(",\n"),
  `  ]${end}`
]

/** The same as a program. */
export const programOf = (
  job: ReadonlyArray<Fax>,
  entry: JournalEntry,
  baseUrl: string
): string => {
  const [first] = job
  const revision = revisionOf(entry)
  const to = job.map(({ number, reference }) =>
    jsonText({ number, ...(reference === undefined ? {} : { reference }) })
  )
  const documents = (first?.documents ?? []).map(
    ({ fileName }) =>
      `{ name: ${jsonText(fileName)}, data: () => createReadStream(${jsonText(fileName)}) }`
  )
  return [
    `import { createReadStream } from "node:fs"`,
    `import { FaxingCenter } from "@faxingcenter/core/promise"`,
    "",
    "const {",
    '  FAXINGCENTER_CLIENT_ID: clientId = "",',
    '  FAXINGCENTER_CLIENT_SECRET: clientSecret = ""',
    "} = process.env",
    "const fax = new FaxingCenter({",
    `  baseUrl: ${jsonText(baseUrl)},`,
    "  clientId,",
    "  clientSecret,",
    `  revision: ${jsonText(revision)}`,
    "})",
    "const { sendId } = await fax.send({",
    ...listed("to", to, ","),
    ...(first?.jobReference === undefined ? [] : [`  reference: ${jsonText(first.jobReference)},`]),
    ...listed("documents", documents, ""),
    "})"
  ].join("\n")
}
