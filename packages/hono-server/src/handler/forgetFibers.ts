import type * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { globalValue } from "effect/GlobalValue"

type Child = Fiber.RuntimeFiber<unknown, unknown>

/** An entry of a ring, which holds on to nothing once it has left. */
class Root {
  before: Root = this
  after: Root = this

  constructor(public fiber: Child | undefined) {}

  insertBefore(other: Root): void {
    this.before = other.before
    this.after = other
    other.before.after = this
    other.before = this
  }

  remove(): void {
    this.before.after = this.after
    this.after.before = this.before
    this.before = this
    this.after = this
    this.fiber = undefined
  }
}

interface GlobalScope {
  roots: Iterable<Child>
  add: (flags: unknown, child: Child) => void
}

const isGlobalScope = (value: unknown): value is GlobalScope =>
  typeof value === "object" &&
  value !== null &&
  "roots" in value &&
  value.roots instanceof Set &&
  "add" in value &&
  typeof value.add === "function"

/** Effect's own name of the list of fibers that have no parent; `Fiber` is loaded before, so that it is there. */
const found: unknown = globalValue(Symbol.for("effect/FiberScope/Global"), () => Fiber.roots)

/**
 * Has Effect keep its list of fibers without a parent (`Fiber.roots`), of which each request is one, as a ring. It is a `Set`
 * otherwise, whose retired tables hold the requests that were under way (see `Deadline`). An Effect that has no such `Set`
 * is left alone.
 */
export const forgetFibers = (): void => {
  if (!isGlobalScope(found)) return
  const before = [...found.roots]
  const ends = new Root(undefined)
  const add = (_flags: unknown, child: Child) => {
    const root = new Root(child)
    root.insertBefore(ends)
    child.addObserver((_: Exit.Exit<unknown, unknown>) => root.remove())
  }
  found.add = add
  found.roots = Object.assign(
    {
      *[Symbol.iterator]() {
        for (let root = ends.after; root !== ends; root = root.after) {
          if (root.fiber !== undefined) yield root.fiber
        }
      }
    },
    // Those that had begun before leave by this.
    { delete: () => false }
  )
  for (const child of before) add(undefined, child)
}
