/** What a database stores in one column. */
export type Value = string | number | null | Uint8Array

/** A statement with a `?` for each of its values, in either dialect. */
export interface Statement {
  readonly text: string
  readonly values: ReadonlyArray<Value>
  /** It gives one row at most: SQLite reads that one alone in two thirds of the time. */
  readonly isOneRow?: true
}

const isStatement = (value: Value | Statement): value is Statement =>
  typeof value === "object" && value !== null && "text" in value

const areValues = (all: ReadonlyArray<Value | Statement>): all is ReadonlyArray<Value> =>
  !all.some(isStatement)

/** Each template in the code is joined once, and the same string finds its prepared statement sooner. */
const joined = new WeakMap<TemplateStringsArray, string>()
const textOf = (parts: TemplateStringsArray): string => {
  const known = joined.get(parts) ?? parts.join("?")
  joined.set(parts, known)
  return known
}

/**
 * A statement from a template: what is interpolated becomes a value, never text, except statements,
 * which are put in place with their own values.
 */
export const sql = (
  parts: TemplateStringsArray,
  ...interpolated: ReadonlyArray<Value | Statement>
): Statement => {
  if (areValues(interpolated)) return { text: textOf(parts), values: interpolated }
  let text = parts[0] ?? ""
  const values: Array<Value> = []
  interpolated.forEach((value, i) => {
    if (isStatement(value)) {
      text += value.text
      values.push(...value.values)
    } else {
      text += "?"
      values.push(value)
    }
    text += parts[i + 1] ?? ""
  })
  return { text, values }
}

/** Text as it stands; never from outside. */
export const raw = (text: string): Statement => ({ text, values: [] })

export const join = (statements: ReadonlyArray<Statement>, separator: string): Statement => ({
  text: statements.map(({ text }) => text).join(separator),
  values: statements.flatMap(({ values }) => values)
})

/** A number where the database can't tell the type from the place, as in `SELECT ?`. */
export const int = (value: number | null): Statement => sql`CAST(${value} AS BIGINT)`

/** A text where the database can't tell the type from the place. */
export const text = (value: string | null): Statement => sql`CAST(${value} AS TEXT)`

/** For `IN`: any of these. */
export const list = (values: ReadonlyArray<Value>): Statement =>
  sql`(${join(
    values.map((value) => sql`${value}`),
    ", "
  )})`
