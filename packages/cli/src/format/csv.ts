/** A field as RFC 4180 has it: in quotes where it needs them. */
const field = (value: string): string =>
  /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value

/** One record of a CSV file. */
export const csvLine = (fields: ReadonlyArray<string | number | undefined>): string =>
  `${fields.map((value) => field(String(value ?? ""))).join(",")}\n`

const delimiterOf = (text: string): string => {
  const [first = ""] = text.split("\n", 1)
  return ["\t", ";", ","].find((candidate) => first.includes(candidate)) ?? ","
}

/**
 * The records of a CSV file (RFC 4180), also as spreadsheets of other countries write them: with a
 * byte order mark, with semicolons or tabs. Empty lines are left out.
 */
export const parseCsv = (source: string): ReadonlyArray<ReadonlyArray<string>> => {
  const text = source.replace(/^\uFEFF/, "")
  const delimiter = delimiterOf(text)
  const records: Array<ReadonlyArray<string>> = []
  let record: Array<string> = []
  let value = ""
  let quoted = false
  const endField = () => {
    record.push(value)
    value = ""
  }
  const endRecord = () => {
    endField()
    if (record.some((each) => each.trim() !== "")) records.push(record)
    record = []
  }
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]
    if (quoted) {
      if (letter !== '"') value += letter
      else if (text[at + 1] === '"') {
        value += '"'
        at += 1
      } else quoted = false
    } else if (letter === '"' && value === "") quoted = true
    else if (letter === delimiter) endField()
    else if (letter === "\n") endRecord()
    else if (letter !== "\r" || text[at + 1] !== "\n") value += letter
  }
  if (value !== "" || record.length > 0) endRecord()
  return records
}
