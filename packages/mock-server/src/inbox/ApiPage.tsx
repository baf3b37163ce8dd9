import { spaced } from "@faxingcenter/hono-server/ui"

interface Operation {
  readonly summary?: string | undefined
  readonly description?: string | undefined
  readonly tags?: ReadonlyArray<string> | undefined
  readonly parameters?: ReadonlyArray<{ readonly name: string; readonly in: string }> | undefined
}

/** What is read of an OpenAPI document here. */
export interface ApiDocument {
  readonly info: { readonly description?: string | undefined }
  readonly tags?: ReadonlyArray<{
    readonly name: string
    readonly description?: string | undefined
  }>
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

const methods = ["get", "post", "put", "delete"] as const

const isOperation = (value: unknown): value is Operation =>
  typeof value === "object" && value !== null

const operationsOf = ({ paths }: ApiDocument) =>
  Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method]
      return isOperation(operation) ? [{ method: method.toUpperCase(), path, operation }] : []
    })
  )

/** The API that the mock simulates, in short. */
const service: ReadonlyArray<readonly [method: string, path: string, does: string]> = [
  ["POST", "/oauth", "Get a token for client_id and client_secret"],
  ["POST", "/api/rest/fax/send", "Send documents to one or more numbers"],
  ["GET", "/api/rest/fax/status", "See what has become of a job (sid) or a message (mid)"],
  ["GET", "/api/rest/fax/search", "Find messages by from_date and to_date"]
]

const Table = ({
  caption,
  rows
}: {
  readonly caption: string
  readonly rows: ReadonlyArray<readonly [method: string, path: string, does: string]>
}) => (
  <div class="scroll" tabindex={0}>
    <table>
      <caption class="hidden">{caption}</caption>
      <tbody>
        {rows.map(([method, path, does]) => (
          <tr>
            <td>{method}</td>
            <th scope="row">
              <code>{path}</code>
            </th>
            <td>{does}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

/** What a person may want to know before calling the mock: its addresses, and where the whole description is. */
export const ApiPage = ({
  address,
  document
}: {
  readonly address: string
  readonly document: ApiDocument
}) => {
  const operations = operationsOf(document)
  return (
    <div class="board">
      <h2>API</h2>
      <section>
        <h3>The service</h3>
        <p>
          Programs use <code>{address}</code> as the base address of FaxingCenter's API. It is
          described in <a href="/openapi.json">openapi.json</a>.
        </p>
        <Table caption="The simulated service" rows={service} />
      </section>
      <section>
        <h3>The mock itself</h3>
        <p>
          Tests see and change what the mock does. All of it is described in{" "}
          <a href="/_mock/openapi.json">_mock/openapi.json</a>; <code>connectMock</code> of
          @faxingcenter/mock-server is a client for it.{" "}
          {document.info.description?.replaceAll("`", "")}
        </p>
        {(document.tags ?? []).map(({ description = "", name }) => (
          <>
            <h4>
              {spaced(name)}: {description}
            </h4>
            <Table
              caption={description}
              rows={operations
                .filter(({ operation }) => operation.tags?.includes(name) === true)
                .map(({ method, operation, path }) => [
                  method,
                  path,
                  [operation.summary, operation.description]
                    .filter((text) => text !== undefined)
                    .join(": ")
                ])}
            />
          </>
        ))}
      </section>
    </div>
  )
}
