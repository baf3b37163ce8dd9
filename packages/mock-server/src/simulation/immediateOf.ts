import type { Client } from "@faxingcenter/core"
import type { Immediate, Services } from "@faxingcenter/hono-server/internal"
import type * as Clock from "effect/Clock"
import type { makeAuth } from "./auth.js"

/**
 * The services with an answer at once: all that they ask is in memory. Those of a client are made once for each of its
 * tokens.
 */
export const immediateOf =
  (
    { authenticate, clientOf }: ReturnType<typeof makeAuth>,
    make: (clock: Clock.Clock, client: string | undefined) => Omit<Services, "auth">
  ) =>
  (clock: Clock.Clock): Immediate => {
    const auth: Services["auth"] = {
      authenticate: (credentials) => authenticate(credentials, clock)
    }
    const made = new WeakMap<Client, Services>()
    const nobody: Services = { auth, ...make(clock, undefined) }
    return {
      clientOf: (token) => clientOf(token, clock),
      servicesOf: (client) => {
        if (client === undefined) return nobody
        let services = made.get(client)
        if (services === undefined) {
          services = { auth, ...make(clock, client.clientId) }
          made.set(client, services)
        }
        return services
      }
    }
  }
