// Writes the same to a server again and again, as fast as it is taken, over several connections; a new one whenever
// one was closed. A thread of its own, so that who measures is not held up by it.
import { once } from "node:events"
import { connect } from "node:net"
import { parentPort, workerData } from "node:worker_threads"

const { again, connections, first, host, port } = workerData

/** After so many writes it is under way, and says so. */
const enough = 50
let writes = 0

const flood = async () => {
  const socket = connect(port, host)
  const closed = once(socket, "close").catch(() => undefined)
  socket.on("error", () => undefined).resume()
  socket.write(first)
  while (!socket.destroyed) {
    writes += 1
    if (writes === enough) parentPort?.postMessage("under way")
    if (!socket.write(again)) {
      await Promise.race([once(socket, "drain").catch(() => undefined), closed])
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  await closed
}

for (let i = 0; i < connections; i++) {
  const forever = () => flood().then(forever)
  forever()
}
