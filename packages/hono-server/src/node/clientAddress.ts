import { isIP, SocketAddress } from "node:net"

/** An address of IPv4 that is written as one of IPv6. */
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/** An address in its one spelling, without a port, brackets or quotes; nothing where it is none. */
const readAddress = (text: string): string | undefined => {
  const bare = text.trim().replace(/^"(.*)"$/, "$1")
  const inBrackets = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(bare)?.[1]
  const address = inBrackets ?? (bare.includes(".") ? bare.replace(/(\.\d+):\d{1,5}$/, "$1") : bare)
  const family = isIP(address)
  if (family === 0 || address.includes("%")) return undefined
  if (family === 4) return address
  const spelled = new SocketAddress({ address, family: "ipv6" }).address
  return mapped.exec(spelled)?.[1] ?? spelled
}

/**
 * The address that a request comes from, where proxies are between: each adds to `X-Forwarded-For` whom it was asked by.
 * So the list is read from its end, as far as those who have written it are trusted; what comes before was written by
 * the client, who may say what it likes. `Forwarded` (RFC 7239) is not read: a proxy that writes the one header passes
 * the other on as it came.
 */
export const clientAddress = (
  peer: string,
  forwardedFor: string,
  isTrusted: (address: string) => boolean
): string => {
  let client = readAddress(peer) ?? peer
  for (const text of forwardedFor.split(",").reverse()) {
    if (!isTrusted(client)) break
    const before = readAddress(text)
    if (before === undefined) break
    client = before
  }
  return client
}
