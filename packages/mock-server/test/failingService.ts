// A FaxingCenter of one's own that everything goes wrong with, made to outlive the nodes that send
// over it. It prints its address, and when it is stopped the reference of every fax it received.
import { createMockServer, faults } from "@faxingcenter/mock-server"

const chance = (operation: "send" | "status" | "search" | "oauth", probability: number) => ({
  operation,
  probability
})

const mock = createMockServer({
  limits: { faxes: 100_000, journal: 1 },
  scenarios: [
    faults.reset("after_acceptance", chance("send", 0.08)),
    faults.reset("before_body", chance("send", 0.01)),
    faults.reset("after_body", chance("send", 0.01)),
    faults.mangled("truncated", chance("send", 0.03)),
    faults.mangled("broken_off", chance("send", 0.03)),
    faults.proxyError(502, chance("send", 0.01)),
    faults.proxyError(503, chance("send", 0.01)),
    // Two in a row are refused credentials, which pause the queue for a while: rare, with so many polls.
    faults.tokenExpired(chance("send", 0.005)),
    faults.latency({ min: 5, max: 400 }, chance("send", 0.3)),
    faults.rateLimited(1, chance("status", 0.01)),
    faults.proxyError(504, chance("status", 0.03)),
    faults.reset("after_body", chance("status", 0.03)),
    faults.tokenExpired(chance("status", 0.004)),
    faults.proxyError(500, chance("search", 0.1)),
    faults.slow(64, 50, chance("search", 0.3)),
    faults.mangled("truncated", chance("search", 0.1)),
    faults.proxyError(502, chance("oauth", 0.2)),
    {
      when: { number: "1386*" },
      do: { calls: [{ after: 50, lasts: "300 ms", ends: "delivered" }] }
    }
  ]
})

const { url } = await mock.listen()
process.stdout.write(`${url}\n`)
process.once("SIGTERM", () => {
  const text = mock.faxes().map(({ reference = "" }) => `${reference}\n`)
  process.stdout.write(text.join(""), () => process.exit(0))
})
