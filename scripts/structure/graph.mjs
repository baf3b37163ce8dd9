import { graphlib } from "@dagrejs/dagre"

/** The direct children of a folder as nodes, and the imports between them as edges. */
export const childrenOf = (files, folder) => {
  const inside = folder === "" ? "" : `${folder}/`
  const childOf = (path) =>
    path.startsWith(inside) ? path.slice(inside.length).split("/")[0] : undefined
  const graph = new graphlib.Graph()
  for (const { path, files: imported } of files) {
    const from = childOf(path)
    if (from === undefined) continue
    graph.setNode(from, { isFolder: path !== inside + from })
    for (const target of imported) {
      const to = childOf(target)
      if (to !== undefined && to !== from) {
        const examples = graph.edge(from, to)?.examples ?? []
        graph.setEdge(from, to, { examples: [...examples, `${path} imports ${target}`] })
      }
    }
  }
  return graph
}

export const packagesGraph = (packages) => {
  const graph = new graphlib.Graph()
  for (const [name, files] of packages) {
    graph.setNode(name, { isFolder: true })
    for (const { packages: imported, path } of files) {
      for (const target of imported) {
        if (target === name) continue
        const examples = graph.edge(name, target)?.examples ?? []
        graph.setEdge(name, target, { examples: [...examples, `${name}: ${path}`] })
      }
    }
  }
  return graph
}

/** Every folder of a package that has folders in it, the root as "". */
export const foldersOf = (files) => {
  const folders = new Set([""])
  for (const { path } of files) {
    const parts = path.split("/").slice(0, -1)
    for (let depth = 1; depth <= parts.length; depth++) folders.add(parts.slice(0, depth).join("/"))
  }
  return [...folders]
}

/** Nodes that reach each other, where at least one is a folder. */
export const circlesOf = (graph) =>
  graphlib.alg
    .tarjan(graph)
    .filter(
      (nodes) => nodes.length > 1 && nodes.some((node) => graph.node(node)?.isFolder === true)
    )
    .map((nodes) =>
      nodes.flatMap((from) =>
        nodes.flatMap((to) => (graph.hasEdge(from, to) ? graph.edge(from, to).examples : []))
      )
    )

/** The same graph without edges that a longer way implies. */
export const withoutImplied = (graph) => {
  const reduced = new graphlib.Graph()
  for (const node of graph.nodes()) reduced.setNode(node, graph.node(node))
  const reaches = (from, to, seen = new Set()) =>
    (graph.successors(from) ?? []).some((next) => {
      if (next === to) return true
      if (seen.has(next)) return false
      seen.add(next)
      return reaches(next, to, seen)
    })
  for (const { v, w } of graph.edges()) {
    const isImplied = (graph.successors(v) ?? []).some((next) => next !== w && reaches(next, w))
    if (!isImplied) reduced.setEdge(v, w, {})
  }
  return reduced
}
