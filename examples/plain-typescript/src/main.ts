// Sends a document to some numbers, and follows each fax to its end:
//
//   export FAXINGCENTER_CLIENT_ID=... FAXINGCENTER_CLIENT_SECRET=...
//   npx tsx src/main.ts order.pdf 018555808797 13862345678
import { FaxError, FaxingCenter, InvalidNumber, OutcomeUnknown } from "@faxingcenter/core/promise"

const fax = new FaxingCenter({
  clientId: process.env.FAXINGCENTER_CLIENT_ID ?? "",
  clientSecret: process.env.FAXINGCENTER_CLIENT_SECRET ?? "",
  baseUrl: process.env.FAXINGCENTER_BASE_URL
})

// Ctrl-C ends the watching; the fax goes on.
const stop = new AbortController()
process.once("SIGINT", () => stop.abort(new Error("stopped")))

const [path = "", ...to] = process.argv.slice(2)
try {
  const { sendId } = await fax.send({ to, documents: { path } })
  console.log(`accepted as ${sendId}`)
  for await (const { faxNumber, pages, status } of fax.watch(sendId, { signal: stop.signal })) {
    console.log(faxNumber, status, pages === undefined ? "" : `(${pages} pages)`)
  }
} catch (error) {
  if (error === stop.signal.reason) console.error("No longer watching.")
  else if (error instanceof InvalidNumber) console.error(`Mend the number: ${error.message}`)
  else if (error instanceof OutcomeUnknown)
    console.error(`Look before you resend: ${error.message}`)
  else if (error instanceof FaxError) console.error(error.message)
  else throw error
  process.exitCode = 1
}
