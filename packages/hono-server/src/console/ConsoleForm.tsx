import type { OperatorSession } from "@faxingcenter/gateway/manage"
import type { Child } from "hono/jsx"

interface Props {
  readonly session: OperatorSession
  readonly action: string
  readonly children: Child
  /** A local address to go to afterwards. */
  readonly back: string
  readonly class?: string
}

/** A form that does something: with the token of its session, without which it is refused. */
export const ConsoleForm = ({ action, back, children, session, ...rest }: Props) => (
  <form method="post" action={action} class={rest.class}>
    <input type="hidden" name="csrf" value={session.csrf} />
    <input type="hidden" name="back" value={back} />
    {children}
  </form>
)
