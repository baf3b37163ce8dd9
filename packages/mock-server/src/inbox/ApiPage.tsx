import { routes } from "@faxingcenter/core/wire"
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
const service = [
  [routes.contract.oauth, "Get a token for an account"],
  [routes.contract.send, "Send documents to one or more numbers"],
  [routes.contract.status, "Get the status of a job or a message"],
  [routes.contract.search, "Find messages by the time they were sent"]
] as const

const serviceRows = service.map(([{ method, path }, does]) => [method, path, does] as const)

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
          described in <a href={routes.server.openApi.path}>openapi.json</a>.
        </p>
        <Table caption="The simulated service" rows={serviceRows} />
      </section>
      <section>
        <h3>The mock itself</h3>
        <p>
          With these calls, tests inspect and control the mock. They are described in{" "}
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
