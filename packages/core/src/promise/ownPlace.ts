import { pointerOf } from "../model/pointerOf.js"
import { members } from "../wire/members.js"
import { parameters } from "../wire/routes.js"

/** Members and parameters of the wire that this face calls otherwise; those of a gateway's own send too. */
const ownNames: ReadonlyMap<string, string> = new Map([
  [members.send.recipients, "to"],
  ["recipients", "to"],
  [members.send.fileName, "name"],
  ["fileName", "name"],
  ...Object.values(parameters).flatMap((names) =>
    Object.entries(names).map(([own, wire]) => [wire, own] as const)
  )
])

/** Members of which a caller gives no more than what they are part of: a number, the bytes of a document. */
const wholes: ReadonlySet<string> = new Set([
  ...Object.values(members.send.number),
  "faxNumber",
  members.send.fileData
])

/** A place of the request (`/receipients/0/send_to`) as the caller wrote it (`to[0]`). */
export const ownPlace = (pointer: string): string => {
  const [, first = "", ...rest] = pointer.split("/")
  const steps = rest.filter((step) => !wholes.has(step))
  return steps.reduce(
    (place, step) =>
      /^\d+$/.test(step) ? `${place}[${step}]` : `${place}.${ownNames.get(step) ?? step}`,
    ownNames.get(first) ?? first
  )
}

const known: ReadonlySet<string> = new Set([
  members.send.documents,
  members.send.reference,
  ...ownNames.keys()
])

/** The place that an old-style culprit is (`documents[0].file_name`), as a JSON pointer; a value is none. */
export const placeOfCulprit = (culprit: string | undefined): string | undefined => {
  if (culprit === undefined || !/^\/?\w+([[/.]\w+\]?)*$/.test(culprit)) return undefined
  const pointer = pointerOf(culprit)
  return known.has(pointer.split("/", 2)[1] ?? "") ? pointer : undefined
}
