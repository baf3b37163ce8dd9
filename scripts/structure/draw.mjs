import dagre, { graphlib } from "@dagrejs/dagre"
import { childrenOf, packagesGraph, withoutImplied } from "./graph.mjs"

const characterWidth = 7.3
const titleHeight = 30
const padding = 14

const node = (name, isFolder) => ({
  isFolder,
  label: isFolder ? `${name}/` : name,
  width: Math.round((name.length + 1) * characterWidth) + 16,
  height: 24
})

/** Imports point down: dagre ranks whatever imports above whatever is imported. */
const lay = (graph, { nodesep, ranksep }) => {
  graph.setGraph({ rankdir: "TB", nodesep, ranksep, marginx: 0, marginy: 0 })
  dagre.layout(graph)
  return graph
}

/** What is inside a package. Its index imports everything and is left out. */
const layPackage = (files) => {
  const inner = withoutImplied(
    childrenOf(
      files.filter(({ path }) => path !== "index.ts"),
      ""
    )
  )
  const graph = new graphlib.Graph()
  for (const name of inner.nodes()) graph.setNode(name, node(name, inner.node(name).isFolder))
  for (const { v, w } of inner.edges()) graph.setEdge(v, w, {})
  return lay(graph, { nodesep: 10, ranksep: 26 })
}

const round = (value) => Math.round(value * 10) / 10

const arrow = ({ points }, x, y, kind) => {
  const [first, ...rest] = points.map((point) => `${round(point.x + x)} ${round(point.y + y)}`)
  return `<path class="${kind}" d="M${first} L${rest.join(" L")}"/>`
}

const box = ({ height, isFolder, label, width, x, y }, left, top) => {
  const kind = isFolder ? "folder" : "file"
  return [
    `<rect class="${kind}" x="${round(left + x - width / 2)}" y="${round(top + y - height / 2)}" width="${width}" height="${height}" rx="4"/>`,
    `<text class="${kind}" x="${round(left + x)}" y="${round(top + y + 4)}">${label}</text>`
  ]
}

const style = `
svg { --paper: #fcfcfa; --card: #f2f5f9; --line: #9fb0c3; --ink: #1f2933; --faint: #52606d; --room: #ffffff; --arrow: #7b8794; --way: #1d5fa8 }
@media (prefers-color-scheme: dark) {
svg { --paper: #14181d; --card: #1c232b; --line: #46566a; --ink: #e6ebf0; --faint: #a3b1bf; --room: #26303b; --arrow: #76879a; --way: #7db4f0 }
}
.paper { fill: var(--paper) }
.package { fill: var(--card); stroke: var(--line); stroke-width: 1.5 }
.title { font: 600 16px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: var(--ink) }
text.folder, text.file { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; text-anchor: middle; fill: var(--ink) }
text.file { fill: var(--faint) }
rect.folder { fill: var(--room); stroke: var(--line) }
rect.file { fill: none; stroke: var(--line); stroke-dasharray: 3 3 }
.inner { fill: none; stroke: var(--arrow); stroke-width: 1 }
.outer { fill: none; stroke: var(--way); stroke-width: 2.5 }`

const head = (id, color, size) =>
  `<marker id="${id}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="${size}" markerHeight="${size}" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 L10 5 L0 10 z" style="fill: var(${color})"/></marker>`

/** The packages, the folders in them, and their imports, as SVG. */
export const draw = (packages) => {
  const inside = new Map([...packages].map(([name, files]) => [name, layPackage(files)]))
  const outer = withoutImplied(packagesGraph(packages))
  const graph = new graphlib.Graph()
  for (const [name, { width, height }] of [...inside].map(([name, g]) => [name, g.graph()])) {
    graph.setNode(name, {
      width: Math.ceil(width) + 2 * padding,
      height: Math.ceil(height) + titleHeight + padding
    })
  }
  for (const { v, w } of outer.edges()) graph.setEdge(v, w, {})
  lay(graph, { nodesep: 40, ranksep: 44 })
  const margin = 20
  const width = Math.ceil(graph.graph().width) + 2 * margin
  const height = Math.ceil(graph.graph().height) + 2 * margin
  const boxes = graph.nodes().flatMap((name) => {
    const at = graph.node(name)
    const left = margin + at.x - at.width / 2
    const top = margin + at.y - at.height / 2
    const inner = inside.get(name)
    return [
      `<g id="${name}">`,
      `<rect class="package" x="${round(left)}" y="${round(top)}" width="${at.width}" height="${at.height}" rx="8"/>`,
      `<text class="title" x="${round(left + padding)}" y="${round(top + 21)}">${name}</text>`,
      ...inner
        .edges()
        .map((edge) => arrow(inner.edge(edge), left + padding, top + titleHeight, "inner")),
      ...inner
        .nodes()
        .flatMap((child) => box(inner.node(child), left + padding, top + titleHeight)),
      "</g>"
    ]
  })
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">`,
    '<title id="title">The packages and the folders in them. Every arrow is an import and points down.</title>',
    `<style>${style}`,
    ".inner { marker-end: url(#small) } .outer { marker-end: url(#large) }",
    "</style>",
    `<defs>${head("small", "--arrow", 7)}${head("large", "--way", 13)}</defs>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    ...graph.edges().map((edge) => arrow(graph.edge(edge), margin, margin, "outer")),
    ...boxes,
    "</svg>"
  ].join("\n")}\n`
}
