import { FailureReason } from "@faxingcenter/core/delivery"
import { spaced } from "@faxingcenter/hono-server/ui"
import type { Fax } from "../simulation/Fax.js"
import { hrefOf, type InboxQuery } from "./InboxQuery.js"

interface Props {
  readonly fax: Fax
  /** Faxes of its job. */
  readonly count: number
  readonly query: InboxQuery
}

/** What can be done to a fax. Each is a form of its own, so that it works without a script. */
export const Actions = ({ count, fax, query }: Props) => {
  const action = `/_mock/ui/faxes/${fax.messageId}`
  const back = hrefOf(query)
  const Act = ({ does, label, shortcut }: { does: string; label: string; shortcut: string }) => (
    <form method="post" action={action}>
      <input
        type="hidden"
        name="back"
        value={does === "delete" ? hrefOf(query, { fax: "" }) : back}
      />
      <button type="submit" name="do" value={does} data-key={shortcut} aria-keyshortcuts={shortcut}>
        {label}
      </button>
    </form>
  )
  return (
    <section class="actions" id="actions" data-live aria-label="What to do with this fax">
      {fax.status === "processing" ? (
        <>
          <Act does="deliver" label="Deliver" shortcut="d" />
          {fax.onHold ? (
            <Act does="release" label="Release" shortcut="h" />
          ) : (
            <Act does="hold" label="Hold" shortcut="h" />
          )}
          <form method="post" action={action} class="fail">
            <input type="hidden" name="back" value={back} />
            <label>
              <span class="hidden">Reason of the failure</span>
              <select name="reason" id="reason" data-key="f" aria-keyshortcuts="f">
                {FailureReason.literals.map((reason) => (
                  <option value={reason}>{spaced(reason)}</option>
                ))}
              </select>
            </label>
            <button type="submit" name="do" value="fail">
              Fail
            </button>
          </form>
        </>
      ) : null}
      <Act does="delete" label={count > 1 ? `Delete ${count} faxes` : "Delete"} shortcut="Delete" />
    </section>
  )
}
