// Sends requests over a number of connections, one at a time on each, for as long as it is told to, and tells how many
// were answered and how long each took. Lean, because it shares the machine with what it measures.
import { connect } from "node:net"

/** Where an answer ends in what has come; -1 when more is to come. */
const endOf = (text) => {
  const head = text.indexOf("\r\n\r\n")
  if (head < 0) return -1
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, head))
  if (length !== null) return text.length >= head + 4 + Number(length[1]) ? head : -1
  return /\r\ntransfer-encoding: *chunked/i.test(text.slice(0, head)) && !text.endsWith("0\r\n\r\n")
    ? -1
    : head
}

const turn = ({ connections, millis, port, rate, requests }) =>
  new Promise((resolve, reject) => {
    const bytes = requests.map((request) => Buffer.from(request, "latin1"))
    const times = []
    const note = (time) => {
      if (times.length < 50_000) times.push(time)
    }
    let answered = 0
    let next = 0
    let open = 0
    let isOver = false
    let from = 0
    let took = 0
    /** With a rate: when requests were due that no connection was free for, and the connections that wait for one. */
    const due = []
    const idle = []
    let asked = 0
    const done = () => {
      if (isOver && open === 0) resolve({ answered, millis: took, times })
    }
    for (let i = 0; i < connections; i++) {
      open += 1
      const socket = connect(port, "127.0.0.1")
      let came = ""
      let began = 0
      const send = (at) => {
        began = at
        socket.write(bytes[next++ % bytes.length])
      }
      const goOn = () => {
        if (rate === undefined) send(performance.now())
        else if (due.length > 0) send(due.shift())
        else idle.push({ send, end: () => socket.end() })
      }
      socket.setNoDelay(true)
      socket.on("connect", goOn)
      socket.on("error", (error) => (isOver ? undefined : reject(error)))
      socket.on("close", () => {
        open -= 1
        if (!isOver) reject(new Error("the server closed a connection"))
        done()
      })
      socket.on("data", (chunk) => {
        came += chunk.latin1Slice()
        if (endOf(came) < 0) return
        if (came[9] !== "2") return reject(new Error(came.slice(0, 500)))
        came = ""
        if (!isOver) {
          answered += 1
          note(performance.now() - began)
          goOn()
        } else socket.end()
      })
    }
    from = performance.now()
    const pump = () => {
      if (isOver) return
      const now = performance.now()
      while (from + (asked * 1000) / rate <= now) {
        const at = from + (asked++ * 1000) / rate
        const free = idle.shift()
        if (free === undefined) due.push(at)
        else free.send(at)
      }
      setTimeout(pump, 1)
    }
    if (rate !== undefined) pump()
    setTimeout(() => {
      const end = performance.now()
      took = end - from
      isOver = true
      // They wait longer than this.
      for (const at of due) note(end - at)
      for (const free of idle) free.end()
      done()
    }, millis)
  })

process.on("message", (order) =>
  turn(order).then(
    (result) => process.send(result),
    (error) => process.send({ error: error.message })
  )
)
process.on("disconnect", () => process.exit(0))
process.send("ready")
