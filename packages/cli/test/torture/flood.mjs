// Writes the same to a server again and again, as fast as it is taken, over several connections; a new one whenever one
// was closed. A process that gives way to all others: attackers have machines of their own, and take no time of this one.
import { once } from "node:events"
import { connect } from "node:net"
import { constants, setPriority } from "node:os"

setPriority(constants.priority.PRIORITY_LOW)
// Nobody is left to end it where its test was killed.
process.once("disconnect", () => process.exit())
const { again, connections, first, host, port } = JSON.parse(process.argv[2])

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
    if (writes === enough) process.send("under way")
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
