// Prints the webhooks and mails that come to this machine, as `node scripts/line/listen.mjs 127.0.0.1:9001 127.0.0.1:9002`,
// until it is interrupted: webhooks at the first address, mails at the second.
import { createServer } from "node:http"
import { SMTPServer } from "smtp-server"

const textOf = async (stream) => {
  let text = ""
  for await (const part of stream) text += part
  return text
}

const [webhooks, mails] = process.argv.slice(2).map((address) => {
  const [host, port] = address.split(":")
  return { host, port: Number(port) }
})
createServer(async (request, response) => {
  console.log(`webhook: ${await textOf(request)}`)
  response.writeHead(204).end()
}).listen(webhooks)

new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onData: (stream, _session, done) =>
    textOf(stream).then((text) => {
      console.log(`mail: ${text}`)
      done()
    }, done)
}).listen(mails.port, mails.host)
