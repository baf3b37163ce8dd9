import type { AuditEntry } from "@faxingcenter/gateway/manage"
import * as DateTime from "effect/DateTime"
import { Moment } from "../ui/Moment.js"
import { inert } from "../ui/words.js"

/** Who did what, newest first. */
export const AuditPage = ({ entries }: { readonly entries: ReadonlyArray<AuditEntry> }) => (
  <div class="board">
    <h2>Audit log</h2>
    <section id="list" data-live aria-label="Entries" class="scroll" tabindex={0}>
      <table>
        <caption class="hidden">The newest entries of the audit log</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Who</th>
            <th scope="col">Action</th>
            <th scope="col">Subject</th>
            <th scope="col">Detail</th>
          </tr>
        </thead>
        <tbody>
          {entries.toReversed().map(({ action, actor, at, detail, subject }) => (
            <tr>
              <td>
                <Moment at={DateTime.toEpochMillis(at)} />
              </td>
              <td>
                <bdi>{inert(actor)}</bdi>
              </td>
              <td>{action}</td>
              <td>
                <code>{inert(subject)}</code>
              </td>
              <td>
                <bdi>{inert(detail ?? "")}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  </div>
)
