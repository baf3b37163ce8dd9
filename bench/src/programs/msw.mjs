// The same calls as handlers of msw, served over HTTP. Run in a folder where it is installed.
import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"

const require = createRequire(`${process.cwd()}/package.json`)
const load = (name) => import(pathToFileURL(require.resolve(name)).href)
const { HttpResponse, http } = await load("msw")
const { createServer } = await load("@mswjs/http-middleware")
const id = "0123456789abcdef0123456789abcdef"

createServer(
  http.post("*/oauth", () =>
    HttpResponse.json({ access_token: id, expires_in: 3600, token_type: "Bearer" })
  ),
  http.post("*/api/rest/fax/send", async ({ request }) => {
    const { documents, receipients } = await request.json()
    return HttpResponse.json(
      {
        request_reference: id,
        request_status: "1",
        result: {
          receipient_count: receipients.length,
          document_count: documents.length,
          result: receipients.map(({ send_to }) => ({ reference: id, send_to, status: "1" }))
        }
      },
      { status: 201 }
    )
  })
).listen(Number(process.argv[2]))
