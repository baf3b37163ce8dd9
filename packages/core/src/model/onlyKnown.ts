import { nearestName } from "./nearestName.js"

/** The names of all members of a type: one that is forgotten here does not compile. */
export type NamesOf<T> = { readonly [Name in keyof Required<T>]: unknown }

/** A member that is not known, and the known one that it was probably meant for. */
export interface UnknownMember {
  readonly name: string
  readonly meant: string | undefined
}

/** Members that are not known, of what is given: those that are `undefined` say nothing. */
export const unknownMembers = (
  given: object,
  names: ReadonlyArray<string>
): ReadonlyArray<UnknownMember> => {
  const isGiven = (name: string): boolean => Reflect.get(given, name) !== undefined
  return Object.keys(given)
    .filter((name) => !names.includes(name) && isGiven(name))
    .map((name) => ({
      name,
      meant: nearestName(
        name,
        names.filter((known) => !isGiven(known))
      )
    }))
}

/** `is not known; did you mean baseUrl?`, after the name of the member. */
export const unknownText = ({ meant }: UnknownMember, names: ReadonlyArray<string>): string =>
  meant === undefined
    ? `is not known; known are ${names.join(", ")}`
    : `is not known; did you mean ${meant}?`

const refused = (what: string, unknown: UnknownMember, names: ReadonlyArray<string>): TypeError =>
  new TypeError(`${unknown.name} of ${what} ${unknownText(unknown, names)}`)

/**
 * Returns the options if all of their members are known: an unknown one would be ignored silently. Throws a `TypeError`
 * with the name that was probably meant.
 *
 * @example
 * ```ts
 * import { onlyKnown } from "@faxingcenter/core/wire"
 *
 * interface RouteOptions {
 *   readonly limit?: number
 * }
 *
 * const limitOf = (options: RouteOptions) => onlyKnown("routes", options, { limit: true }).limit
 * console.log(limitOf({ limit: 3 }))
 * ```
 */
export const onlyKnown = <Options extends object>(
  what: string,
  options: Options,
  names: NamesOf<Options>
): Options => {
  const known = Object.keys(names)
  const [unknown] = unknownMembers(options, known)
  if (unknown !== undefined) throw refused(what, unknown, known)
  return options
}

/** The same for what programs take from settings of their own: only a name that is nearly one of ours is refused. */
export const noneMisspelt = <Options extends object>(
  what: string,
  options: Options,
  names: NamesOf<Options>
): Options => {
  const known = Object.keys(names)
  const misspelt = unknownMembers(options, known).find(({ meant }) => meant !== undefined)
  if (misspelt !== undefined) throw refused(what, misspelt, known)
  return options
}
