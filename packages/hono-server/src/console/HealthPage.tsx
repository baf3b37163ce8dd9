import {
  type Delivering,
  type KeptContents,
  lineWords,
  type QueueState,
  type Space
} from "@faxingcenter/gateway/manage"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import type { Child } from "hono/jsx"
import { inert, momentText, plural, sizeText } from "../ui/words.js"
import { base } from "./consoleSite.js"

/** Less room than this on the disk is trouble: 1 GiB. */
const leastFree = 1024 ** 3

interface Props {
  /** Why no fax can be accepted, if so. */
  readonly trouble: string | undefined
  readonly transport: string
  /** Absent while the database does not answer. */
  readonly found:
    | {
        readonly delivering: Delivering
        readonly queue: QueueState
        readonly kept: KeptContents
        readonly space: Space
      }
    | undefined
}

const Check = ({
  children,
  isOk,
  name
}: {
  readonly children: Child
  readonly isOk: boolean
  readonly name: string
}) => (
  <li>
    <span class={`status ${isOk ? "delivered" : "failed"}`}>{isOk ? "OK" : "Trouble"}</span>{" "}
    <strong>{name}</strong> {children}
  </li>
)

const Found = ({ found, transport }: Props & { readonly found: NonNullable<Props["found"]> }) => {
  const {
    delivering: { line },
    kept,
    queue,
    space
  } = found
  const isUp = line.state === "up" || line.state === "unknown"
  return (
    <>
      <Check name="Disk" isOk={space.free === undefined || space.free >= leastFree}>
        The database has {sizeText(space.used)}
        {space.free === undefined ? "." : `, and ${sizeText(space.free)} are free.`}
      </Check>
      <Check name="Line" isOk={isUp}>
        {transport}: {lineWords[line.state]}
        {line.detail === undefined ? "" : ` ${inert(line.detail)}.`}
        {line.state === "unknown"
          ? ""
          : ` Since ${momentText(DateTime.toEpochMillis(line.at))}, as far as this node knows.`}
      </Check>
      <Check name="Queue" isOk={queue.pause === undefined}>
        {queue.pause === undefined ? "It runs" : "It is paused"}
        {queue.held === 0 ? "." : `; ${plural(queue.held, "number")} held.`}{" "}
        <a href={`${base}/queue`}>To the queue</a>
      </Check>
      <li>
        <strong>Documents</strong> are kept for {Duration.format(kept.keptFor)}, and then removed
        unless their fax is still in progress.{" "}
        {kept.oldest === undefined
          ? "There are none."
          : `The oldest is from ${momentText(DateTime.toEpochMillis(kept.oldest))}; within a day retention removes ${plural(kept.goWithinDay, "document")}.`}
      </li>
    </>
  )
}

/** Whether the gateway has all that it needs, and what it keeps. */
export const HealthPage = (props: Props) => (
  <div class="board">
    <h2>Health</h2>
    <section id="checks" data-live aria-label="Checks">
      <ul class="checks">
        <Check name="Database" isOk={props.trouble === undefined}>
          {props.trouble === undefined ? "Faxes can be accepted." : inert(props.trouble)}
        </Check>
        {props.found === undefined ? null : <Found {...props} found={props.found} />}
      </ul>
    </section>
  </div>
)
