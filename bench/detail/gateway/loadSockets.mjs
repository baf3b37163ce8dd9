// Posts the same small fax over a number of connections, one request at a time on each, and prints
// how many were answered a second, after a line when that begins to be counted. Lean, because it shares the machine with what it measures.
import { connect } from "node:net"

const [port, token, connections, seconds] = process.argv.slice(2)
const body = JSON.stringify({
  receipients: [{ send_to: "018555808797", reference: "a" }],
  documents: [
    { file_name: "a.txt", file_data: Buffer.alloc(750, 65).toString("base64"), order: "0" }
  ],
  reference: "x"
})
const parts = body.split("018555808797")
const requestOf = (number) => {
  const text = parts.join(number)
  return `POST /api/rest/fax/send HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: Bearer ${token}\r\ncontent-length: ${text.length}\r\n\r\n${text}`
}
let answered = 0
let stopped = false
let number = 0
const next = () => requestOf(`1386${String(1e7 + (number++ % 1e6)).slice(1)}0`)

for (let i = 0; i < Number(connections); i++) {
  const socket = connect(Number(port), "127.0.0.1")
  socket.setNoDelay(true)
  socket.on("error", (error) => {
    if (!stopped) throw error
  })
  socket.on("connect", () => socket.write(next()))
  socket.on("data", (data) => {
    const status = data.toString("latin1", 9, 12)
    if (status !== "201") {
      console.error(data.toString())
      process.exit(1)
    }
    answered += 1
    if (stopped) socket.end()
    else socket.write(next())
  })
}
setTimeout(() => {
  answered = 0
  console.log("warm")
  const from = performance.now()
  setTimeout(() => {
    stopped = true
    console.log(Math.round((answered * 1000) / (performance.now() - from)))
    setTimeout(() => process.exit(0), 100)
  }, Number(seconds) * 1000)
}, 5000)
