import { isoText, momentText } from "./words.js"

interface Props {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Whether it is told by how long ago it was, as in a list. */
  readonly ago?: boolean
  /** Of a clock that does not show real time: how far it is ahead, and where it stands if it does. */
  readonly clock?: { readonly offset: number; readonly frozenAt?: number } | undefined
}

/**
 * A moment for people. The script of the page tells it in the time of whoever looks, with its zone; without a script it is in
 * UTC, and says so.
 */
export const Moment = ({ ago = false, at, clock }: Props) => (
  <time
    datetime={isoText(at)}
    class={ago ? "ago" : undefined}
    data-ahead={clock === undefined || clock.offset === 0 ? undefined : clock.offset}
    data-now={clock?.frozenAt}
  >
    {momentText(at)}
  </time>
)
