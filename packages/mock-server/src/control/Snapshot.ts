import type { JournalEntry } from "../journal/Journal.js"
import type { ScenariosState } from "../scenario/Scenarios.js"
import type { InboxState } from "../simulation/Inbox.js"
import type { Tenant } from "../simulation/Tenants.js"

/** The state of a client at one moment. */
export interface Snapshot {
  readonly client: string
  readonly inbox: InboxState
  readonly journal: ReadonlyArray<JournalEntry>
  readonly scenarios: ScenariosState
}

export const snapshotOf = ({ client, inbox, journal, scenarios }: Tenant): Snapshot => ({
  client,
  inbox: inbox.state,
  journal: journal.entries,
  scenarios: scenarios.state
})

export const restore = (tenant: Tenant, snapshot: Snapshot): void => {
  tenant.inbox.restore(snapshot.inbox)
  tenant.journal.set(snapshot.journal)
  tenant.scenarios.restore(snapshot.scenarios)
}
