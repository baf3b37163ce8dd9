import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import ipaddr from "ipaddr.js"

/** A URL that webhooks may not be sent to, and why. */
export class WebhookUrlRefused extends Schema.TaggedError<WebhookUrlRefused>()(
  "WebhookUrlRefused",
  { url: Schema.String, detail: Schema.String }
) {
  override get message() {
    return this.detail
  }
}

/**
 * An address with the bits of it that count. Not the `BlockList` of Node that a server knows its proxies by: it does not know
 * the ranges of IANA, which have to be told here.
 */
export type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number]

/** Addresses that webhooks may go to although they are not public, in CIDR notation. */
export const Networks = Schema.Array(
  Schema.String.pipe(
    Schema.filter((text) => ipaddr.isValidCIDR(text), {
      message: () => "must be a network such as 10.1.0.0/16 or fd00::/8"
    })
  )
)

/** Networks in CIDR notation, such as `10.1.0.0/16`, to ask about addresses. */
export const parseNetworks = (networks: typeof Networks.Type): ReadonlyArray<Network> =>
  networks.map((network) => ipaddr.parseCIDR(network))

const isWithin = (address: ipaddr.IPv4 | ipaddr.IPv6, networks: ReadonlyArray<Network>) =>
  networks.some(
    ([network, bits]) => network.kind() === address.kind() && address.match(network, bits)
  )

/** `::127.0.0.1`: IPv4-compatible addresses, deprecated by RFC 4291, section 2.5.5.1. */
const carriesIPv4 = parseNetworks(["::/96"])

/**
 * Whether webhooks may be sent to this address. Everything that the registries of IANA give a special
 * use is refused: loopback, private, link-local, shared, multicast, reserved, and the IPv6 forms that
 * carry an IPv4 address.
 */
export const mayReach = (text: string, allowed: ReadonlyArray<Network>): boolean => {
  if (!ipaddr.isValid(text)) return false
  // `process` reads ::ffff:127.0.0.1 as the IPv4 address that it is.
  const address = ipaddr.process(text)
  if (isWithin(address, allowed)) return true
  return address.range() === "unicast" && !isWithin(address, carriesIPv4)
}

/** The address as `dns` and `node:net` write it: a URL puts IPv6 in brackets. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, "$1")

/**
 * Reads a URL that webhooks are to be sent to. Its name is not resolved yet: what a name means may
 * change, so that is done for every delivery.
 */
export const parseWebhookUrl = (
  text: string,
  allowed: ReadonlyArray<Network>
): Effect.Effect<URL, WebhookUrlRefused> => {
  const refuse = (detail: string) => new WebhookUrlRefused({ url: text.slice(0, 200), detail })
  if (text.length > 2000 || !URL.canParse(text)) {
    return refuse("A webhook needs a complete URL, such as https://example.com/fax")
  }
  const url = new URL(text)
  if (url.protocol !== "https:" && !(url.protocol === "http:" && allowed.length > 0)) {
    return refuse("A webhook needs an https URL")
  }
  if (url.username !== "" || url.password !== "") {
    return refuse(
      "A webhook's URL must not contain a user name or password: the signature identifies the sender"
    )
  }
  const host = hostOf(url)
  if (ipaddr.isValid(host) && !mayReach(host, allowed)) {
    return refuse(`Webhooks are not sent to ${host}: it is not a public address`)
  }
  return Effect.succeed(url)
}
