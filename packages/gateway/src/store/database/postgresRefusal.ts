/** States of PostgreSQL in which nothing will work until somebody changes something, and what that is. */
const cures: ReadonlyArray<readonly [RegExp, string]> = [
  [/^28/, "correct the user and the password in the address of the database"],
  [/^3D/, "create that database, or correct its name in the address"],
  [/^3F/, "create the schema, or correct the search_path of the role"],
  [
    /^42501$/,
    "as the owner of the database, let the role create tables: GRANT CREATE ON DATABASE ... TO ..., GRANT USAGE, CREATE ON SCHEMA public TO ..."
  ],
  [/^25006$/, "this server is read-only (is it a standby?); name the primary"]
]

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : ""

/** What the driver itself says, without a state. */
const noTls = /does not support SSL/

/** Cause and cure in one sentence, or `undefined` for what may pass or is our own fault. */
export const postgresRefusal = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  const cure = noTls.test(error.message)
    ? "enable TLS on the server, or remove sslmode from the address"
    : cures.find(([state]) => state.test(codeOf(error)))?.[1]
  return cure === undefined ? undefined : `PostgreSQL refuses: ${error.message}; ${cure}`
}
