import type { Mangling } from "../scenario/Scenario.js"

const extra = { _extra: { added: true }, scope: null }

/** Every object of a JSON value with members that no contract has. */
const withExtraMembers = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withExtraMembers)
  if (typeof value !== "object" || value === null) return value
  const entries = Object.entries(value).map(([name, it]) => [name, withExtraMembers(it)])
  return { ...Object.fromEntries(entries), ...extra }
}

const half = (text: string) => text.slice(0, Math.ceil(text.length / 2))

const manglers: Record<Mangling, (text: string) => string> = {
  truncated: half,
  broken_off: half,
  invalid_json: (text) => `${text.slice(0, -1)},,}`,
  empty: () => "",
  extra_members: (text) => {
    try {
      return JSON.stringify(withExtraMembers(JSON.parse(text)))
    } catch {
      return text
    }
  }
}

/** A body in which something has gone wrong. */
export const mangle = (how: Mangling | undefined, body: string): string =>
  how === undefined ? body : manglers[how](body)
