import { members, routes } from "@faxingcenter/core/wire"
import type { Operation } from "../scenario/Scenario.js"
import { elideData } from "./redact.js"

/** A request, and how the service took it. */
export interface Examined {
  readonly operation: Operation
  readonly headers: Headers
  readonly search: URLSearchParams
  readonly body: string
}

const parameters: Record<Operation, ReadonlyArray<string>> = {
  oauth: [],
  send: [],
  status: Object.values(routes.parameters.status),
  search: Object.values(routes.parameters.search)
}

const entriesOf = (value: unknown): ReadonlyArray<readonly [string, unknown]> =>
  typeof value === "object" && value !== null ? Object.entries(value) : []

const itemsOf = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const unknownMembers = (place: string, value: unknown, known: ReadonlyArray<string>) =>
  entriesOf(value)
    .filter(([name]) => !known.includes(name))
    .map(([name]) => `${place}${name.slice(0, 50)} is not a member of the contract`)

const { send: names, token } = members
const first = names.number["2014-04-03"]
const later = names.number["2014-04-09"]

const ofRecipient = (recipient: unknown, index: number): ReadonlyArray<string> => {
  const place = `${names.recipients}[${index}]`
  const [, number] = entriesOf(recipient).find(([name]) => name === first || name === later) ?? []
  return [
    ...unknownMembers(`${place}.`, recipient, [first, later, names.reference]),
    ...(typeof number === "number" ? [`${place}: the number is a string in the contract`] : []),
    ...(typeof number === "string" && number.startsWith("+")
      ? [`${place}: the number has only digits in the contract, without +`]
      : [])
  ]
}

const ofSend = (body: unknown): ReadonlyArray<string> => {
  const fields = new Map(entriesOf(body))
  const recipients = itemsOf(fields.get(names.recipients))
  const isLater = recipients.some((it) => entriesOf(it).some(([name]) => name === later))
  const orderType = isLater ? "number" : "string"
  return [
    ...unknownMembers("", body, [names.recipients, names.documents, names.reference]),
    ...(fields.has("recipients") && !fields.has(names.recipients)
      ? [`the contract spells it ${names.recipients}`]
      : []),
    ...(isLater && fields.has(names.reference)
      ? [`${names.reference} is not in revision 2014-04-09`]
      : []),
    ...recipients.flatMap(ofRecipient),
    ...itemsOf(fields.get(names.documents)).flatMap((document, index) => {
      const place = `${names.documents}[${index}]`
      const [, order] = entriesOf(document).find(([name]) => name === names.order) ?? []
      return [
        ...unknownMembers(`${place}.`, document, [names.fileName, names.fileData, names.order]),
        ...(order !== undefined && typeof order !== orderType
          ? [`${place}.order is a ${orderType} in this revision`]
          : [])
      ]
    })
  ]
}

/** What in a request is not as the contract has it, though it may well be understood. */
export const violationsOf = ({
  body,
  headers,
  operation,
  search
}: Examined): ReadonlyArray<string> => {
  const given = [...search.keys()]
  const repeated = given.filter((name, index) => given.indexOf(name) < index)
  const ofQuery = [
    ...given
      .filter((name) => !parameters[operation].includes(name))
      .map((name) => `${name.slice(0, 50)} is not a parameter of ${operation}`),
    ...repeated.map((name) => `${name} is given more than once`)
  ]
  if (operation === "status" || operation === "search") return ofQuery
  const type = (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase()
  const types =
    operation === "send"
      ? ["application/json"]
      : ["application/json", "application/x-www-form-urlencoded"]
  const ofType = types.includes(type ?? "") ? [] : [`content-type is not ${types.join(" or ")}`]
  const json = type === "application/json" ? parse(elideData(body)) : undefined
  const ofBody =
    operation === "send"
      ? ofSend(json)
      : unknownMembers("", json, [token.clientId, token.clientSecret, token.grantType])
  return [...ofQuery, ...ofType, ...ofBody]
}
