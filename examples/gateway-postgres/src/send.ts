// Sends a document to some numbers through whichever node answers, and waits for the end of each fax:
//
//   export NODES="http://one:8030 http://two:8030 http://three:8030"
//   export FAXINGCENTER_CLIENT_ID=... FAXINGCENTER_CLIENT_SECRET=...
//   npx tsx src/send.ts offer-2026 offer.pdf 13862345678 13862345679
//
// The first argument names the batch. Ended by whatever, it is run again under the same name, and nobody
// gets the document twice.
import { FaxingCenter, StillProcessing } from "@faxingcenter/core/promise"
import { ofAny } from "./ofAny.js"

const nodes = (process.env.NODES ?? "").split(" ").map(
  (baseUrl) =>
    new FaxingCenter({
      baseUrl,
      clientId: process.env.FAXINGCENTER_CLIENT_ID ?? "",
      clientSecret: process.env.FAXINGCENTER_CLIENT_SECRET ?? "",
      // Rather than once more to the same node, to the next.
      maxRetries: 0
    })
)
/** All nodes, beginning with another each time. */
const fromNode = (index: number) => {
  const first = index % nodes.length
  return [...nodes.slice(first), ...nodes.slice(0, first)]
}

const [batch = "", path = "", ...numbers] = process.argv.slice(2)
const sent: Array<string> = []
for (const [index, to] of numbers.entries()) {
  // A node that dies may have accepted the fax before it did: by the key, the next one knows.
  const idempotencyKey = `${batch}-${to}`
  const { sendId } = await ofAny(fromNode(index), (node) =>
    node.send({ to, documents: { path } }, { idempotencyKey })
  )
  sent.push(sendId)
  console.log(`${to} accepted as ${sendId}`)
}

let asked = 0
/** A node that is away is asked for as long as the budget lasts: after a while, the next one is asked instead. */
const outcome = async (sendId: string) => {
  const until = Date.now() + 30 * 60_000
  for (;;) {
    try {
      return await ofAny(fromNode(asked), (node) => node.wait(sendId, { budget: 5_000 }))
    } catch (error) {
      if (!(error instanceof StillProcessing) || Date.now() > until) throw error
      asked += 1
    }
  }
}

for (const sendId of sent) {
  const messages = await outcome(sendId)
  for (const { faxNumber, status } of messages) console.log(`${faxNumber} ${status}`)
}
