import * as Schema from "effect/Schema"

/** An announcement, whatever it is about. */
export const Told = Schema.parseJson(
  Schema.Struct({
    type: Schema.String,
    timestamp: Schema.String,
    data: Schema.Record({ key: Schema.String, value: Schema.Unknown })
  })
)
export type Told = typeof Told.Type

const isPlain = (value: unknown): value is string | number | boolean =>
  ["string", "number", "boolean"].includes(typeof value)

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** All that is plain, what is in groups too. */
const factsOf = (data: Told["data"]): ReadonlyArray<readonly [name: string, value: string]> =>
  Object.entries(data).flatMap(([name, value]) => {
    if (isPlain(value)) return [[name, String(value)] as const]
    return isGroup(value) ? factsOf(value) : []
  })

/** Text from outside, in one line. */
const oneLine = (text: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")

const subjectOf = ({ data, type }: Told): string => {
  const text = (name: string) => (isPlain(data[name]) ? String(data[name]) : undefined)
  const pages = `${text("pages") ?? 0} page(s)`
  const sender = text("from") ?? text("remoteStation") ?? "an unknown number"
  switch (type) {
    case "message.delivered":
      return `Fax to ${text("faxNumber")} delivered: ${pages}`
    case "message.failed":
      return `Fax to ${text("faxNumber")} failed: ${text("reason")}`
    case "fax.received":
      return `Fax from ${sender}: ${pages}${data.partial === true ? ", incomplete" : ""}`
    case "fax.receive_failed":
      return `A fax from ${sender} did not arrive: ${text("problem") ?? "the call broke off"}`
    case "webhook.test":
      return "Test: this gateway can send you mail"
    default:
      return `Fax: ${type}`
  }
}

/** The subject and text of a mail. Of a document it says nothing. */
export const mailText = (told: Told): { readonly subject: string; readonly text: string } => {
  const subject = oneLine(subjectOf(told)).slice(0, 200)
  const facts = [["event", told.type], ["time", told.timestamp], ...factsOf(told.data)]
  const lines = facts.map(([name = "", value = ""]) => `${name}: ${oneLine(value)}`)
  const { receivedFaxId } = told.data
  const how = isPlain(receivedFaxId)
    ? [`Its pages: fax received get ${receivedFaxId} --out fax.pdf`, ""]
    : []
  return { subject, text: [subject, "", ...how, ...lines, ""].join("\n") }
}
