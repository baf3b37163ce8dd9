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
      `{"file_name":${json(fileName)},"file_data":"$(base64 -w0 ${quoted(fileName)})","order":${isLater ? order : `"${order}"`}}`
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
    "const fax = new FaxingCenter({",
    `  baseUrl: ${value(baseUrl)},`,
    "  clientId: process.env.FAXINGCENTER_CLIENT_ID,",
    "  clientSecret: process.env.FAXINGCENTER_CLIENT_SECRET,",
    `  revision: ${value(revision)}`,
    "})",
    "const { sendId } = await fax.send({",
    `  to: [${to.join(", ")}],`,
    ...(first?.jobReference === undefined ? [] : [`  reference: ${value(first.jobReference)},`]),
    `  documents: [${documents.join(", ")}]`,
    "})"
  ].join("\n")
}
