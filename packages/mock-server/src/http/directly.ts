import { members, routes } from "@faxingcenter/core/wire"
import type { Answer, Direct, DirectRequest } from "@faxingcenter/hono-server/internal"
import type * as Clock from "effect/Clock"
import * as Either from "effect/Either"
import type { JournalEntry, UnmadeEntry } from "../journal/Journal.js"
import type { Operation } from "../scenario/Scenario.js"
import type { Simulation } from "../simulation/Simulation.js"
import { type Slab, Slabs } from "../simulation/Slabs.js"
import type { Tenant } from "../simulation/Tenants.js"
import { clientOf, operationOf } from "./ApiCall.js"
import { type Exchanged, entryOf } from "./entryOf.js"
import { elideData } from "./redact.js"

/** Bytes of a body and of its answer that are kept as they are until somebody looks. */
const mostKept = 4096

const nothing = new Uint8Array(0)
const utf8 = new TextDecoder()

const headersOf = (rawHeaders: ReadonlyArray<string>): Headers => {
  const headers = new Headers()
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? "", rawHeaders[index + 1] ?? "")
  }
  return headers
}

/** An exchange as it is kept until somebody looks at the journal. */
interface Kept
  extends Pick<Exchanged, "client" | "operation" | "at" | "millis" | "method" | "target"> {
  readonly id: number
  readonly rawHeaders: ReadonlyArray<string>
  readonly status: number
  readonly headers: Answer["headers"]
  /** The body of the request and that of its answer, one behind the other: bytes, which the collector need not move. */
  readonly slab: Slab
  readonly from: number
  readonly middle: number
  readonly to: number
}

const slabs = new Slabs()

/** Holds what it is made of alone, and not, as a function would, all that its request has come by. */
class MadeDirectly implements UnmadeEntry {
  constructor(readonly kept: Kept) {}

  make(): JournalEntry {
    const { from, headers, id, middle, rawHeaders, slab, status, to, ...exchange } = this.kept
    const body = utf8.decode(slab.bytes.subarray(from, middle))
    const answered = utf8.decode(slab.bytes.subarray(middle, to))
    return entryOf(id, {
      ...exchange,
      headers: headersOf(rawHeaders),
      body,
      answer: { status, headers: new Headers(headers), body: answered },
      receipt: status === 201 ? answered : undefined,
      scenario: undefined
    })
  }

  forget(): void {
    slabs.release(this.kept.slab)
  }
}

/** The same headers as those of another request, if they are the same: a program sends one like the other. */
const alikeTo = (last: ReadonlyArray<string>, given: ReadonlyArray<string>) =>
  last.length === given.length && given.every((text, index) => text === last[index]) ? last : given

const tokenPattern = new RegExp(`"${members.token.accessToken}":"([^"]*)"`)
const tokenOf = ({ body }: Answer): string => tokenPattern.exec(body)?.[1] ?? ""

/**
 * Makes a call where no scenario has it otherwise, and keeps for the journal what it is made of when somebody
 * looks. What may be otherwise is left to the exchange.
 */
export const directly = (
  { mayCome, tenants, tokens }: Simulation["Type"],
  call: Direct,
  clock: Clock.Clock,
  nextId: () => number
): Direct => {
  const bearerOf = (request: DirectRequest): string =>
    /^bearer +(\S+) *$/i.exec(request.header("authorization") ?? "")?.[1] ?? ""

  /** Who asked for a token, whether it was given or not. */
  const applicantOf = (
    answer: Answer,
    rawHeaders: ReadonlyArray<string>,
    body: Uint8Array
  ): Tenant => {
    const issued = answer.status === 200 ? tokens.find(tokenOf(answer)) : undefined
    if (issued !== undefined) return issued.tenant
    const client = clientOf(headersOf(rawHeaders), utf8.decode(body))
    if (client === undefined) return tenants.strangers
    if (!mayCome(client)) return tenants.find(client) ?? tenants.strangers
    return Either.getOrElse(tenants.of(client), () => tenants.strangers)
  }

  const isScripted = (operation: Operation, tenant: Tenant): boolean =>
    operation === "oauth" ? tenants.areScripted : tenant.scenarios.areAboutRequests

  let lastHeaders: ReadonlyArray<string> = []

  return (request) => {
    const { method, url } = request
    const query = url.indexOf("?")
    const operation = operationOf(query < 0 ? url : url.slice(0, query))
    if (operation === undefined) return undefined
    const caller = tokens.find(bearerOf(request))?.tenant ?? tenants.strangers
    if (isScripted(operation, caller)) return undefined
    const rawHeaders = alikeTo(lastHeaders, request.rawHeaders)
    lastHeaders = rawHeaders
    const began = clock.unsafeCurrentTimeMillis()
    let body: Uint8Array = nothing
    const answer = call(request, (read) => {
      body = read
    })
    if (answer === undefined) return undefined

    const journal = (given: Answer): Answer => {
      const { client, inbox, journal } =
        operation === "oauth" ? applicantOf(given, rawHeaders, body) : caller
      if (body.length > mostKept) body = Buffer.from(elideData(utf8.decode(body)))
      const length = Buffer.byteLength(given.body)
      const slab = slabs.withRoom(body.length + length)
      const from = slab.used
      const middle = from + body.length
      slab.bytes.set(body, from)
      slab.bytes.write(given.body, middle)
      slab.used = middle + length
      slab.users += 1
      journal.add(
        new MadeDirectly({
          id: nextId(),
          client,
          operation,
          at: inbox.now(began),
          millis: clock.unsafeCurrentTimeMillis() - began,
          method,
          // The same text each time, where it is the same.
          target: query < 0 ? routes.contract[operation].path : url,
          rawHeaders,
          status: given.status,
          headers: given.headers,
          slab,
          from,
          middle,
          to: slab.used
        })
      )
      return given
    }
    return answer instanceof Promise ? answer.then(journal) : journal(answer)
  }
}
