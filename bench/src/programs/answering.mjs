// Reads a body to its end without looking at it, and answers a token, or a fax that was taken.
import { createServer } from "node:http"

const id = "0".repeat(32)
const token = JSON.stringify({ access_token: id, expires_in: 3600, token_type: "Bearer" })
const taken = JSON.stringify({
  request_reference: id,
  request_status: "1",
  result: {
    receipient_count: 1,
    document_count: 1,
    result: [{ reference: id, send_to: "018555808797", status: "1" }]
  }
})

createServer((request, response) => {
  request.resume().once("end", () => {
    const isToken = request.url === "/oauth"
    const text = isToken ? token : taken
    response.writeHead(isToken ? 200 : 201, {
      "content-type": "application/json",
      "content-length": text.length
    })
    response.end(text)
  })
}).listen(Number(process.argv[2]), "127.0.0.1")
