import type {
  Auth,
  Client,
  Credentials,
  FaxError,
  FaxNumber,
  Receive,
  ReceivedFax,
  Search,
  Send,
  SendId,
  Status
} from "@faxingcenter/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"

/** What an implementation may lack. A gap is declared, and printed with the cases it leaves out. */
export const features = {
  settle: "time can be moved until a job has ended, or its end be waited for",
  failure: "there is a number whose fax fails",
  refusal: "there is a number that is refused, and one that the account has no funds for",
  received: "the documents that arrived can be looked at",
  renewal: "tokens can be made to expire at once",
  strangers: "there is a second account",
  introspection: "it can be asked whose token it is",
  reception: "faxes can be made to come in for the account",
  volume: "hundreds of messages may be sent"
} as const
/** The name of a feature. */
export type Feature = keyof typeof features

/** A document as it arrived. */
export interface ReceivedDocument {
  readonly fileName: string
  readonly bytes: Uint8Array
}

/** A fax that somebody sends to the account, as its line would tell of it. */
export interface IncomingFax
  extends Pick<ReceivedFax, "from" | "to" | "pages" | "partial" | "problem"> {
  /** Its pages; absent when none came. */
  readonly tiff?: Uint8Array
}

/** What the cases of received faxes are run with. */
export interface ReceptionHooks {
  /** Returns when it is there to be listed. */
  readonly comesIn: (fax: IncomingFax) => Effect.Effect<void, unknown>
  /** Runs a program as the account that the faxes are for. */
  readonly asAccount: <A, E>(program: Effect.Effect<A, E, Receive>) => Effect.Effect<A, unknown>
  /** The same as another account of the service, where `strangers` are supported. */
  readonly asStranger: <A, E>(program: Effect.Effect<A, E, Receive>) => Effect.Effect<A, unknown>
}

/** What an implementation provides. */
export type Services = Auth | Send | Status | Search

/**
 * What the suite needs to know about the implementation it tests.
 *
 * @example
 * ```ts
 * import { Target } from "@faxingcenter/contract"
 * import { FaxNumber } from "@faxingcenter/core"
 * import { Layer, Redacted } from "effect"
 *
 * // The live service, with a number of your own.
 * const live = (clientId: string, clientSecret: string) =>
 *   Layer.succeed(Target, {
 *     credentials: { clientId, clientSecret: Redacted.make(clientSecret) },
 *     numbers: { delivered: FaxNumber.make("018555808797") }
 *   })
 * ```
 */
export class Target extends Context.Tag("@faxingcenter/contract/Target")<
  Target,
  {
    /** Of the account that the services work for. */
    readonly credentials: Credentials
    readonly numbers: {
      readonly delivered: FaxNumber
      readonly failed?: FaxNumber
      readonly refused?: FaxNumber
      readonly unfunded?: FaxNumber
    }
    /** `settle`: returns when nothing of the job is processing any more. */
    readonly settle?: (sendId: SendId) => Effect.Effect<void, unknown>
    /** `received`: the documents of a job, in their order. */
    readonly received?: (sendId: SendId) => Effect.Effect<ReadonlyArray<ReceivedDocument>, unknown>
    /** `renewal`: every token issued so far is refused from now on. */
    readonly expireTokens?: Effect.Effect<void, unknown>
    /** `introspection`: whose token it is, and `Unauthorized` for one that is nobody's. */
    readonly clientOf?: (token: Redacted.Redacted) => Effect.Effect<Client, FaxError.CallError>
    /** `strangers`: runs a program as another account of the same service. */
    readonly asStranger?: <A, E>(
      program: Effect.Effect<A, E, Services>
    ) => Effect.Effect<A, unknown, Services>
    /** `reception`: lets faxes come in, and receives them. */
    readonly reception?: ReceptionHooks
  }
>() {}

/** A hook that the declared features promise. */
export const hook = <
  K extends "settle" | "received" | "expireTokens" | "clientOf" | "asStranger" | "reception"
>(
  name: K
) =>
  Effect.flatMap(Target, (target) => {
    const value = target[name]
    return value === undefined
      ? Effect.dieMessage(`The target declares the feature, but has no ${name}`)
      : Effect.succeed(value)
  })
