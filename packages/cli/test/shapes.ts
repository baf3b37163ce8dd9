import { expect } from "@effect/vitest"
import { jsonShapes } from "../src/help/jsonShapes.js"

type Type =
  | { readonly is: "named"; readonly name: string }
  | { readonly is: "list"; readonly of: Type }
  | { readonly is: "object"; readonly members: ReadonlyMap<string, Member> }
interface Member {
  readonly optional: boolean
  readonly type: Type
}

/** Reads the notation of `fax help json`. */
const parse = (shape: string): Type => {
  const tokens = shape.match(/[\w-]+|[{}[\]:,?]/g) ?? []
  const take = (expected?: string) => {
    const token = tokens.shift()
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new Error(`${expected} is missing in ${shape}`)
    }
    return token
  }
  const type = (): Type => {
    const token = take()
    if (token === "[") {
      const of = type()
      take("]")
      return { is: "list", of }
    }
    if (token !== "{") return { is: "named", name: token }
    const members = new Map<string, Member>()
    do {
      const name = take()
      const optional = tokens[0] === "?"
      if (optional) take()
      take(":")
      members.set(name, { optional, type: type() })
    } while (take() === ",")
    return { is: "object", members }
  }
  return type()
}

const shapes = new Map(
  jsonShapes.flatMap(([names, shape]) => names.split(", ").map((name) => [name, parse(shape)]))
)

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Where a value is not as its shape says. */
const misfits = (value: unknown, type: Type, at: string): ReadonlyArray<string> => {
  if (type.is === "list") {
    return Array.isArray(value)
      ? value.flatMap((each, index) => misfits(each, type.of, `${at}[${index}]`))
      : [`${at} is no list`]
  }
  if (type.is === "named") {
    const named = shapes.get(type.name)
    if (named !== undefined) return misfits(value, named, at)
    return typeof value === type.name ? [] : [`${at} is no ${type.name}`]
  }
  if (!isObject(value)) return [`${at} is no object`]
  return [
    ...Object.keys(value)
      .filter((name) => !type.members.has(name))
      .map((name) => `${at}.${name} is not documented`),
    ...[...type.members].flatMap(([name, { optional, type }]) =>
      name in value
        ? misfits(value[name], type, `${at}.${name}`)
        : optional
          ? []
          : [`${at}.${name} is missing`]
    )
  ]
}

/** The commands and flags that have a shape, as `fax help json` names them. */
export const shapeNames: ReadonlySet<string> = new Set(shapes.keys())

/** Reads what a command printed with `--json`, and holds it to what is documented of it. */
export const answerOf = (name: string, printed: string): unknown => {
  const answer: unknown = JSON.parse(printed)
  const shape = shapes.get(name)
  if (shape === undefined) throw new Error(`${name} has no shape`)
  expect(misfits(answer, shape, name)).toEqual([])
  return answer
}
