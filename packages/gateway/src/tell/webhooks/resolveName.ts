import { Resolver } from "node:dns/promises"
import { readFile } from "node:fs/promises"
import { isIP } from "node:net"

/** An address of a name, as `node:net` wants it. */
export interface Address {
  readonly address: string
  readonly family: number
}

/** Milliseconds to the first of so many tries; each waits longer than the one before. */
const timeoutMillis = 2_000
const tries = 2

const hostsFile = "/etc/hosts"

/** What the machine's own list says of a name: resolvers of a network do not know it. */
const fromHosts = async (name: string): Promise<ReadonlyArray<Address>> => {
  const text = await readFile(hostsFile, "utf8").catch(() => "")
  return text.split("\n").flatMap((line) => {
    const [address = "", ...names] = (line.split("#")[0] ?? "").trim().split(/\s+/)
    const family = isIP(address)
    return family > 0 && names.includes(name) ? [{ address, family }] : []
  })
}

/**
 * Finds every address of a name, by asking the servers of the network directly. `dns.lookup` would wait in the threads
 * that files are read in and the provider's name is looked up in, of which a few silent name servers take all.
 *
 * @param servers instead of those of the machine
 */
export const resolveName = async (
  name: string,
  signal: AbortSignal,
  servers?: ReadonlyArray<string>
): Promise<ReadonlyArray<Address>> => {
  const own = await fromHosts(name)
  if (own.length > 0) return own
  const resolver = new Resolver({ timeout: timeoutMillis, tries })
  if (servers !== undefined) resolver.setServers(servers)
  const cancel = () => resolver.cancel()
  signal.addEventListener("abort", cancel, { once: true })
  try {
    const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
    const of = (found: typeof four, family: number) =>
      found.status === "fulfilled" ? found.value.map((address) => ({ address, family })) : []
    const all = [...of(four, 4), ...of(six, 6)]
    if (all.length === 0 && four.status === "rejected") throw four.reason
    return all
  } finally {
    signal.removeEventListener("abort", cancel)
  }
}
