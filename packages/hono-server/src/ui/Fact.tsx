import type { Child } from "hono/jsx"

/** A name and its value, in a `dl` of class `grid`. */
export const Fact = ({
  children,
  isLong = false,
  name
}: {
  readonly children: Child
  readonly isLong?: boolean
  readonly name: string
}) => (
  <div class={isLong ? "long" : undefined}>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)
