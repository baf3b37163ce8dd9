import { Auth, type Client, type FaxError, Search, Send, Status } from "@faxingcenter/core"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** A service whose effects may need itself of the context: whoever asks it provides that. */
type Asked<Service, Id> = {
  readonly [Name in keyof Service]: Service[Name] extends (
    ...given: infer Given
  ) => Effect.Effect<infer A, infer E>
    ? (...given: Given) => Effect.Effect<A, E, Id>
    : never
}

/** The services of the contract, as its handlers ask them. */
export interface Services {
  readonly auth: Asked<Context.Tag.Service<Auth>, Auth>
  readonly send: Asked<Context.Tag.Service<Send>, Send>
  readonly status: Asked<Context.Tag.Service<Status>, Status>
  readonly search: Asked<Context.Tag.Service<Search>, Search>
}

/**
 * Services without anything to wait for. A call is made when it is asked for, and what it gives is an effect that has come
 * to its end, as `Effect.succeed` is; what has to be waited for all the same is an effect like any other.
 */
export interface Immediate {
  readonly clientOf: (token: string) => Effect.Effect<Client, FaxError.CallError>
  /** On behalf of a client. */
  readonly servicesOf: (client: Client | undefined) => Services
}

/** Those of the context that a call is made in. */
export const contextual: Services = {
  auth: {
    authenticate: (credentials) =>
      Effect.flatMap(Auth, (service) => service.authenticate(credentials))
  },
  send: { submit: (fax) => Effect.flatMap(Send, (service) => service.submit(fax)) },
  status: {
    ofSend: (sendId, page) => Effect.flatMap(Status, (service) => service.ofSend(sendId, page)),
    ofMessage: (messageId, sendId) =>
      Effect.flatMap(Status, (service) => service.ofMessage(messageId, sendId))
  },
  search: { find: (query) => Effect.flatMap(Search, (service) => service.find(query)) }
}
