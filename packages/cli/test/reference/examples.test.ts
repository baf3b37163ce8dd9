import { expect, it } from "@effect/vitest"
import { type Declaration, entriesOf, packages } from "./declarations.js"

/**
 * What a user calls, provides or asks for: functions, layers, services, and classes that are no errors.
 * Types, schemas, errors and constants are understood from those.
 */
const isCalled = ({ signature }: Declaration): boolean => {
  const isFunction = /^(?:function |const \w+: (?:<[^=]*>)?\()/.test(signature)
  const isLayer = /^const \w+: Layer\./.test(signature)
  const isClass = /^(?:abstract )?class /.test(signature)
  const isError = /^(?:abstract )?class \w+ extends (?:Schema\.TaggedError|\w*Error)\b/.test(
    signature
  )
  return isFunction || isLayer || (isClass && !isError)
}

// That the examples compile is checked with every other snippet, in scripts/test/snippets.test.ts.
for (const name of packages) {
  it(`every function, layer and service of ${name} is used in an example of its entry`, () => {
    for (const { declarations, path } of entriesOf(name)) {
      const examples = declarations.flatMap((one) => one.examples).join("\n")
      const isShown = (one: Declaration) =>
        one.examples.length > 0 ||
        new RegExp(`\\b${one.name.replace(".", "\\.")}\\b`).test(examples)
      const missing = declarations.filter((one) => isCalled(one) && !isShown(one))
      expect(missing.map((one) => `${path}: ${one.name}`)).toEqual([])
    }
  })
}
