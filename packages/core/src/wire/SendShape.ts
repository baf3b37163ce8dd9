import { isContainer } from "./parseJson.js"

type Scalar = string | number | null | undefined

/** A send before the rules are looked at: either revision, with anything missing that may be. */
export interface Shape {
  readonly receipients: ReadonlyArray<{
    readonly send_to?: Scalar
    readonly fax_number?: Scalar
    readonly reference?: Scalar
  }>
  readonly documents?:
    | ReadonlyArray<{
        readonly file_name?: string | null | undefined
        readonly file_data?: unknown
        readonly order?: Scalar
      }>
    | null
    | undefined
  readonly reference?: Scalar
}

const isText = (value: unknown) => value == null || typeof value === "string"
const isScalar = (value: unknown) => isText(value) || typeof value === "number"

type Kinds = Readonly<Record<string, (value: unknown) => boolean>>
const recipientKinds: Kinds = { send_to: isScalar, fax_number: isScalar, reference: isScalar }
const documentKinds: Kinds = { file_name: isText, order: isScalar }

/** The place of the first entry or member of a list that is of another kind than these. */
const misfitIn = (name: string, list: unknown, kinds: Kinds): string | undefined => {
  if (!Array.isArray(list)) return name
  for (const [index, entry] of list.entries()) {
    if (!isContainer(entry) || Array.isArray(entry)) return `${name}[${index}]`
    for (const member in kinds) {
      if (kinds[member]?.(entry[member]) === false) return `${name}[${index}].${member}`
    }
  }
  return undefined
}

/**
 * The place in a body that is of another kind than the contract has it, `""` for the whole of it. Looked at
 * by hand, which takes a tenth of the time that a schema does: every send passes here.
 */
export const misfitOf = (json: unknown): string | undefined => {
  if (!isContainer(json) || Array.isArray(json)) return ""
  return (
    misfitIn("receipients", json.receipients, recipientKinds) ??
    (json.documents == null ? undefined : misfitIn("documents", json.documents, documentKinds)) ??
    (isScalar(json.reference) ? undefined : "reference")
  )
}

export const isShape = (json: unknown): json is Shape => misfitOf(json) === undefined

export type ShapedDocument = NonNullable<Shape["documents"]>[number]
