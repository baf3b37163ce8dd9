import { members } from "@faxingcenter/core/wire"
import type { Answer, Direct, DirectRequest } from "@faxingcenter/hono-server/internal"
import type * as Clock from "effect/Clock"
import * as Either from "effect/Either"
import type { Operation } from "../scenario/Scenario.js"
import type { Simulation } from "../simulation/Simulation.js"
import type { Tenant } from "../simulation/Tenants.js"
import { clientOf, operationOf } from "./ApiCall.js"
import { entryOf } from "./entryOf.js"
import { elideData } from "./redact.js"

/** Characters of a body that are kept as they are until somebody looks. */
const mostKept = 4096

const headersOf = (rawHeaders: ReadonlyArray<string>): Headers => {
  const headers = new Headers()
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? "", rawHeaders[index + 1] ?? "")
  }
  return headers
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
  const applicantOf = (answer: Answer, rawHeaders: ReadonlyArray<string>, text: string): Tenant => {
    const issued = answer.status === 200 ? tokens.find(tokenOf(answer)) : undefined
    if (issued !== undefined) return issued.tenant
    const client = clientOf(headersOf(rawHeaders), text)
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
    let text = ""
    const answer = call(request, (read) => {
      text = read.length > mostKept ? elideData(read) : read
    })
    if (answer === undefined) return undefined

    const journal = (given: Answer): Answer => {
      const { body, headers, status } = given
      const { client, inbox, journal } =
        operation === "oauth" ? applicantOf(given, rawHeaders, text) : caller
      const id = nextId()
      const at = inbox.now(began)
      const millis = clock.unsafeCurrentTimeMillis() - began
      journal.add(() =>
        entryOf(id, {
          client,
          operation,
          at,
          millis,
          method,
          target: url,
          headers: headersOf(rawHeaders),
          body: text,
          answer: { status, headers: new Headers(headers), body },
          receipt: status === 201 ? body : undefined,
          scenario: undefined
        })
      )
      return given
    }
    return answer instanceof Promise ? answer.then(journal) : journal(answer)
  }
}
