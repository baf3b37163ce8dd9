import type { Delivering } from "@faxingcenter/gateway/manage"
import { lineWords } from "@faxingcenter/gateway/manage"
import * as DateTime from "effect/DateTime"
import { Moment } from "../ui/Moment.js"
import { inert, momentText } from "../ui/words.js"

const causes = {
  asked: "",
  credentials: ", because the provider refuses the gateway's credentials",
  funds: ", because the account at the provider has no funds",
  account: ", because the provider does not allow the account to send"
} as const

/** Why faxes are not called at the moment, on every page; nothing, while they are. */
export const Notice = ({ delivering }: { readonly delivering: Delivering | undefined }) => {
  const pause = delivering?.pause
  const line = delivering?.line
  const isDown = line !== undefined && line.state !== "up" && line.state !== "unknown"
  return (
    <div id="notice" data-live>
      {pause === undefined ? null : (
        <p class="notice" role="note">
          The queue is paused since <Moment at={DateTime.toEpochMillis(pause.at)} /> by{" "}
          <bdi>{inert(pause.by)}</bdi>
          {causes[pause.cause]}
          {pause.detail === undefined ? "" : `: ${inert(pause.detail)}`}. Faxes are accepted, and no
          calls are made.
          {pause.probeAt === undefined
            ? null
            : ` One fax is tried at ${momentText(DateTime.toEpochMillis(pause.probeAt))}; the queue resumes when it is accepted.`}
        </p>
      )}
      {isDown ? (
        <p class="notice" role="note">
          {lineWords[line.state]} Since <Moment at={DateTime.toEpochMillis(line.at)} />
          {line.detail === undefined ? "" : `: ${inert(line.detail)}`}
        </p>
      ) : null}
    </div>
  )
}
