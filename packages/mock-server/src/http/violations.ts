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
  status: ["sid", "mid", "p"],
  search: ["from_date", "to_date", "fax_number", "status", "p", "user_id"]
}

const members = (value: unknown): ReadonlyArray<readonly [string, unknown]> =>
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
  members(value)
    .filter(([name]) => !known.includes(name))
    .map(([name]) => `${place}${name.slice(0, 50)} is no member of the contract`)

const ofRecipient = (recipient: unknown, index: number): ReadonlyArray<string> => {
  const place = `receipients[${index}]`
  const [, number] =
    members(recipient).find(([name]) => name === "send_to" || name === "fax_number") ?? []
  return [
    ...unknownMembers(`${place}.`, recipient, ["send_to", "fax_number", "reference"]),
    ...(typeof number === "number" ? [`${place}: the number is a string in the contract`] : []),
    ...(typeof number === "string" && number.startsWith("+")
      ? [`${place}: the number has digits only in the contract, and no +`]
      : [])
  ]
}

const ofSend = (body: unknown): ReadonlyArray<string> => {
  const fields = new Map(members(body))
  const recipients = itemsOf(fields.get("receipients"))
  const isLater = recipients.some((it) => members(it).some(([name]) => name === "fax_number"))
  const orderType = isLater ? "number" : "string"
  return [
    ...unknownMembers("", body, ["receipients", "documents", "reference"]),
    ...(fields.has("recipients") && !fields.has("receipients")
      ? ["the contract spells it receipients"]
      : []),
    ...(isLater && fields.has("reference") ? ["reference is not in revision 2014-04-09"] : []),
    ...recipients.flatMap(ofRecipient),
    ...itemsOf(fields.get("documents")).flatMap((document, index) => {
      const place = `documents[${index}]`
      const [, order] = members(document).find(([name]) => name === "order") ?? []
      return [
        ...unknownMembers(`${place}.`, document, ["file_name", "file_data", "order"]),
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
      .map((name) => `${name.slice(0, 50)} is no parameter of ${operation}`),
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
      : unknownMembers("", json, ["client_id", "client_secret", "grant_type"])
  return [...ofQuery, ...ofType, ...ofBody]
}
