import { readdirSync, readFileSync } from "node:fs"
import { relative } from "node:path"
import { parseSync, Visitor } from "oxc-parser"
import { root } from "../tools.mjs"
import { sourcesIn } from "./imports.mjs"
import { wire } from "./rules.mjs"

const packages = `${root}/packages`
const textOf = (path) => readFileSync(`${packages}/${path}`, "utf8")

/** What a source spells: its names, and its texts in strings, templates, patterns and JSX. */
const spellingsOf = (path, text) => {
  const spellings = []
  const add = (value) => {
    if (typeof value === "string") spellings.push(value)
  }
  new Visitor({
    Identifier: ({ name }) => add(name),
    Literal: ({ regex, value }) => add(regex?.pattern ?? value),
    TemplateElement: ({ value }) => add(value.cooked),
    JSXText: ({ value }) => add(value)
  }).visit(parseSync(path, text).program)
  return spellings
}

const escaped = (text) => text.replace(/[/.]/g, "\\$&")

/**
 * How the wire is spelled: where its paths begin, which only the table of routes may say, and those names of
 * parameters and members that are no English words, which only the folder of the table may.
 */
export const wireWordsOf = ({ members, routes }) => {
  const spellings = spellingsOf(wire.routes, routes)
  const paths = spellings.filter((literal) => /^\/\w/.test(literal))
  const roots = new Set(paths.map((path) => path.split("/").slice(0, 3).join("/")))
  const names = new Set(
    [...spellings, ...spellingsOf(wire.members, members)].filter((literal) =>
      /^(?:[sm]id|receipient\w*|[a-z]+_[a-z]+)$/.test(literal)
    )
  )
  const anyRoot = [...roots].map(escaped).join("|")
  const anyName = [...names].join("|")
  return {
    anywhere: new RegExp(`${anyRoot}|${anyName}`),
    // `/_mock/openapi.json` is another path than `/openapi.json`.
    path: new RegExp(`(?<![\\w.}])(?:${anyRoot})(?![\\w-])`),
    name: new RegExp(`^(?:${anyName})$|receipient|"(?:${anyName})"`)
  }
}

/** What a source spells of the wire that is not its own to spell. */
export const wireSpelledIn = (path, text, { anywhere, name, path: ofPath }) =>
  path === wire.routes || !anywhere.test(text)
    ? []
    : spellingsOf(path, text).filter(
        (literal) => ofPath.test(literal) || (!path.startsWith(wire.folder) && name.test(literal))
      )

/** Every place that spells the wire, and may not, in sentences. */
export const findSpelledWire = () => {
  const words = wireWordsOf({ members: textOf(wire.members), routes: textOf(wire.routes) })
  return readdirSync(packages)
    .flatMap((name) => sourcesIn(`${packages}/${name}/src`))
    .map((path) => relative(packages, path).replaceAll("\\", "/"))
    .flatMap((path) =>
      wireSpelledIn(path, textOf(path), words).map(
        (literal) =>
          `${path} spells ${JSON.stringify(literal)}: take it from ${wire.routes} or ${wire.members}`
      )
    )
}
