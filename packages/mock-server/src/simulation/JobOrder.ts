import type { Inbox } from "./Inbox.js"

/** Entries that may be there in vain, beyond as many as are not. */
const spare = 1000

/**
 * The jobs of all inboxes in the order in which they came. It is asked only when all memory is used, so nothing is found in
 * it: a job that its inbox has forgotten is passed over when its turn comes, and now and then all such are dropped.
 */
export class JobOrder {
  #inboxes: Array<Inbox> = []
  #sendIds: Array<string> = []
  /** Those before it have had their turn. */
  #next = 0
  /** Jobs that are still kept. */
  #kept = 0

  add(inbox: Inbox, sendId: string): void {
    // First, as this job may not be in its inbox yet.
    if (this.#sendIds.length > 2 * this.#kept + spare) this.#drop()
    this.#inboxes.push(inbox)
    this.#sendIds.push(sendId)
    this.#kept += 1
  }

  /** To be called when an inbox has forgotten a job. */
  gone(): void {
    this.#kept -= 1
  }

  /** The job that came first of those that are kept. */
  get first(): { readonly inbox: Inbox; readonly sendId: string } | undefined {
    for (;;) {
      const inbox = this.#inboxes[this.#next]
      const sendId = this.#sendIds[this.#next]
      if (inbox === undefined || sendId === undefined) return undefined
      if (inbox.job(sendId) !== undefined) return { inbox, sendId }
      this.#next += 1
    }
  }

  clear(): void {
    this.#inboxes = []
    this.#sendIds = []
    this.#next = 0
    this.#kept = 0
  }

  #drop(): void {
    const inboxes = this.#inboxes
    const sendIds = this.#sendIds
    this.#inboxes = []
    this.#sendIds = []
    this.#next = 0
    for (const [index, sendId] of sendIds.entries()) {
      const inbox = inboxes[index]
      if (inbox?.job(sendId) === undefined) continue
      this.#inboxes.push(inbox)
      this.#sendIds.push(sendId)
    }
  }
}
