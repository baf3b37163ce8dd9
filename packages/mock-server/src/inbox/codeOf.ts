import type { Revision } from "@faxingcenter/core"
import type { JournalEntry } from "../journal/Journal.js"
import type { Fax } from "../simulation/Fax.js"

/** A text as one word of a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** A text within a here-document in which variables are put in. */
const inHereDocument = (text: string): string => text.replace(/[\\$`]/g, "\\$&")

const json = (value: unknown): string => inHereDocument(JSON.stringify(value))

/** The revision that a send was written in. */
const revisionOf = ({ request }: JournalEntry): Revision =>
  /"fax_number"\s*:/.test(request.body) ? "2014-04-09" : "2014-04-03"

/** The send of a fax as a command for a shell, with its documents read from files of their names. */
export const curlOf = (job: ReadonlyArray<Fax>, entry: JournalEntry, baseUrl: string): string => {
  const [first] = job
  const isLater = revisionOf(entry) === "2014-04-09"
  const recipients = job.map(({ number, reference }) =>
    json(
      isLater
        ? { fax_number: number }
        : { send_to: number, ...(reference === undefined ? {} : { reference }) }
    )
  )
  const documents = (first?.documents ?? []).map(
    ({ fileName, order }) =>
      `{"file_name":${json(fileName)},"file_data":"$(base64 < ${quoted(fileName)} | tr -d "\\n")","order":${isLater ? order : `"${order}"`}}`
  )
  const reference =
    isLater || first?.jobReference === undefined ? "" : `,"reference":${json(first.jobReference)}`
  return [
    `curl ${quoted(`${baseUrl}/api/rest/fax/send`)} \\`,
    `  -H "Authorization: Bearer $TOKEN" \\`,
    `  -H 'Content-Type: application/json' \\`,
    "  --data-binary @- <<END",
    `{"receipients":[${recipients.join(",")}],`,
    ` "documents":[${documents.join(",")}]${reference}}`,
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
  const value = (it: unknown) => JSON.stringify(it)
  const revision = revisionOf(entry)
  const to = job.map(({ number, reference }) =>
    value({ number, ...(reference === undefined ? {} : { reference }) })
  )
  const documents = (first?.documents ?? []).map(
    ({ fileName }) =>
      `{ name: ${value(fileName)}, data: () => createReadStream(${value(fileName)}) }`
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
    `  baseUrl: ${value(baseUrl)},`,
    "  clientId,",
    "  clientSecret,",
    `  revision: ${value(revision)}`,
    "})",
    "const { sendId } = await fax.send({",
    ...listed("to", to, ","),
    ...(first?.jobReference === undefined ? [] : [`  reference: ${value(first.jobReference)},`]),
    ...listed("documents", documents, ""),
    "})"
  ].join("\n")
}
