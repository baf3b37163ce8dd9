import type { Control } from "../control/Control.js"
import type { Job } from "../simulation/Job.js"

interface Deleted {
  readonly client: string
  readonly job: Job
}

/** What people deleted last, all of it that went at once: it can be put back until something else is deleted. */
export class Bin {
  #deleted: ReadonlyArray<Deleted> = []

  constructor(private readonly everybody: Control) {}

  /** Faxes in it. */
  get size(): number {
    return this.#deleted.reduce((sum, { job }) => sum + job.messages.length, 0)
  }

  /** Deletes the job of a fax. */
  takeJob(messageId: string): void {
    const fax = this.everybody.fax(messageId)
    if (fax === undefined) return
    const { inbox } = this.everybody.simulation.tenants.peek(fax.client)
    const job = inbox.job(fax.sendId)
    if (job !== undefined) this.#take([{ client: fax.client, job }])
  }

  /** Deletes every job of one client, or of all. */
  takeAll(client: string): void {
    const { tenants } = client === "" ? this.everybody : this.everybody.of(client)
    this.#take(
      tenants.flatMap(({ client: owner, inbox }) =>
        Array.from(inbox.jobs, (job) => ({ client: owner, job }))
      )
    )
  }

  /** Puts everything back where it was. */
  putBack(): void {
    const { tenants } = this.everybody.simulation
    for (const { client, job } of this.#deleted) {
      const tenant = tenants.of(client)
      if (tenant._tag === "Right") tenants.add(tenant.right, job)
    }
    this.#deleted = []
  }

  #take(deleted: ReadonlyArray<Deleted>): void {
    if (deleted.length === 0) return
    this.#deleted = deleted
    const { tenants } = this.everybody.simulation
    for (const { client, job } of deleted) tenants.remove(tenants.peek(client), job)
  }
}
