// A bare server of Node's: it parses the body, and answers what the service answers. It is measured, so all that it runs stands
// in this file.
import { randomUUID } from "node:crypto"
import { createServer } from "node:http"

const id = () => randomUUID().replaceAll("-", "")
const page = {
  results: [
    {
      sid: id(),
      mid: id(),
      fax_number: "018555808797",
      status: "1",
      sent_on: "2014-04-08T17:26:25-04:00",
      received_on: "",
      attempts: "",
      pages: ""
    }
  ],
  pager: {
    pageCount: 1,
    itemCountPerPage: 100,
    first: 1,
    current: 1,
    last: 1,
    currentItemCount: 1,
    totalItemCount: 1,
    firstItemNumber: 1,
    lastItemNumber: 1
  }
}

const answerTo = (url, body) => {
  if (url.startsWith("/api/rest/fax/status")) return [200, page]
  const given = body === "" ? {} : JSON.parse(body)
  if (url.startsWith("/oauth")) {
    return [200, { access_token: id() + id().slice(0, 12), expires_in: 3600, token_type: "Bearer" }]
  }
  return [
    201,
    {
      request_reference: id(),
      request_status: "1",
      result: {
        receipient_count: given.receipients.length,
        document_count: given.documents.length,
        result: given.receipients.map(({ send_to }) => ({ reference: id(), send_to, status: "1" }))
      }
    }
  ]
}

createServer((request, response) => {
  const chunks = []
  request.on("data", (chunk) => chunks.push(chunk))
  request.on("end", () => {
    const [status, answer] = answerTo(request.url, Buffer.concat(chunks).toString())
    const text = JSON.stringify(answer)
    response.writeHead(status, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text)
    })
    response.end(text)
  })
}).listen(Number(process.argv[2]), "127.0.0.1")
