import { FaxError } from "@faxingcenter/core"
import * as Either from "effect/Either"
import { Journal } from "../journal/Journal.js"
import type { Scenario } from "../scenario/Scenario.js"
import { Scenarios } from "../scenario/Scenarios.js"
import { Arrivals } from "./Arrivals.js"
import * as ClientClock from "./ClientClock.js"
import { Inbox, type JobsBefore } from "./Inbox.js"
import { bytesOf, type Job } from "./Job.js"
import { JobOrder } from "./JobOrder.js"
import { type Limits, limitsOf, type SimulationOptions } from "./Options.js"
import { PageCounts } from "./PageCounts.js"
import { SmallBytes } from "./SmallBytes.js"

/** Called after every change, other than those that time alone brings, with the jobs that changed. */
export type OnChange = (client: string, before: JobsBefore) => void

/** Everything that belongs to one client id. */
export interface Tenant {
  readonly client: string
  readonly inbox: Inbox
  readonly journal: Journal
  readonly scenarios: Scenarios
  /** Count of all changes when this one changed last. */
  version: number
  /** Count of all uses when this one was used last. */
  usedAt: number
}

/** The clients of a mock, kept apart, and a bound on what all of them keep. */
export class Tenants {
  readonly limits: Limits
  readonly pageCounts: PageCounts
  /** What came in for each of them. */
  readonly arrivals = new Arrivals()
  /** The data of short documents that are not packed. */
  readonly #small = new SmallBytes()
  /** Requests whose client is not known are journaled here. */
  readonly strangers: Tenant
  /** How many mocks have kept their faxes in the same place before this one. */
  run = 0
  /** Whether somebody writes every change down. */
  isRecorded = false
  readonly #tenants = new Map<string, Tenant>()
  readonly #left: (client: string) => void
  readonly #listeners = new Set<OnChange>()
  /** Those with scenarios of their own that are about requests. */
  readonly #scripted = new Set<Tenant>()
  readonly #seed: number | string | undefined
  #shared: ReadonlyArray<Scenario> = []
  #clock = ClientClock.realTime
  /** The jobs of all inboxes, those that came first before the others: while all memory is used, and not before. */
  #order: JobOrder | undefined
  #bytes = 0
  #version = 0
  #uses = 0

  /** `left` is called when a client gives way to another. */
  constructor(options: SimulationOptions, left: (client: string) => void) {
    this.#left = left
    this.limits = limitsOf(options.limits)
    this.pageCounts = new PageCounts(options.countPages)
    this.#seed = options.seed
    this.#shared = options.scenarios ?? []
    this.strangers = this.#make("")
  }

  /** What belongs to a client, to be changed: it is kept from now on. Another may give way to it. */
  of(client: string): Either.Either<Tenant, FaxError.Rejected> {
    this.#uses += 1
    const known = this.#tenants.get(client)
    if (known !== undefined) {
      known.usedAt = this.#uses
      return Either.right(known)
    }
    if (this.#tenants.size >= this.limits.clients && !this.#forgetIdle()) {
      return Either.left(
        new FaxError.Rejected({
          status: 403,
          title: "Forbidden",
          culprit: client.slice(0, 100),
          detail: `This mock keeps the inboxes of at most ${this.limits.clients} clients, and none is empty; use one of them, reset one, or raise the limit`
        })
      )
    }
    const tenant = this.#make(client)
    this.#tenants.set(client, tenant)
    return Either.right(tenant)
  }

  find(client: string): Tenant | undefined {
    return this.#tenants.get(client)
  }

  /** What belongs to a client, to be looked at: one that has not come is as it would come. */
  peek(client: string): Tenant {
    return this.#tenants.get(client) ?? this.#make(client)
  }

  get all(): ReadonlyArray<Tenant> {
    return [...this.#tenants.values()]
  }

  /** Scenarios that hold for every client. */
  get shared(): ReadonlyArray<Scenario> {
    return this.#shared
  }

  /** Whether there are scenarios about requests, for anybody. */
  get areScripted(): boolean {
    return this.#scripted.size > 0 || this.strangers.scenarios.areAboutRequests
  }

  setShared(scenarios: ReadonlyArray<Scenario>): void {
    this.#shared = scenarios
  }

  /** Of clients that come later. */
  get clock(): ClientClock.ClockState {
    return this.#clock
  }

  /** Changes the clock of everybody, also of clients that come later. */
  setClocks(change: (clock: ClientClock.ClockState) => ClientClock.ClockState): void {
    this.#clock = change(this.#clock)
    for (const { inbox } of this.all) inbox.setClock(change)
  }

  /** Why a job cannot be kept at all, whatever else is forgotten for it; nothing when it can. */
  refusalOf(messages: number, bytes: number): FaxError.TooLarge | undefined {
    const { bytes: most, faxes } = this.limits
    if (bytes > most) {
      return new FaxError.TooLarge({
        limit: most,
        detail: `This mock keeps at most ${most} bytes of documents`
      })
    }
    return messages > faxes
      ? new FaxError.TooLarge({
          limit: faxes,
          detail: `This mock keeps at most ${faxes} faxes per client`
        })
      : undefined
  }

  /** Adds a job, and forgets the oldest ones that it leaves no room for. */
  add(tenant: Tenant, job: Job): void {
    this.#add(tenant, job, false)
  }

  /** The same with a job that nobody else holds: a copy of it is as good. */
  receive(tenant: Tenant, job: Job): void {
    this.#add(tenant, job, true)
  }

  remove({ inbox }: Tenant, job: Job): void {
    this.#forgotten(inbox.remove(job.sendId))
  }

  /** Sums up anew after an inbox was cleared or restored. */
  recount(): void {
    this.#order = undefined
    this.#bytes = this.all.reduce((sum, { inbox }) => sum + inbox.bytes, 0)
    this.#makeRoom()
  }

  /** How often something has changed, for a client or for all of them, other than by time alone. */
  version(client: string | undefined): number {
    return client === undefined ? this.#version : (this.#tenants.get(client)?.version ?? 0)
  }

  /** Calls back after every change, other than those that time alone brings. Gives back how to stop. */
  onChange(listener: OnChange): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #make(client: string): Tenant {
    const changed = (before: JobsBefore) => {
      tenant.version = this.#changed(client, before)
    }
    const tenant: Tenant = {
      client,
      inbox: new Inbox(client, this.#clock, this.pageCounts, changed, () => this.isRecorded),
      journal: new Journal(this.limits.journal, () => changed([])),
      scenarios: new Scenarios(
        client,
        () => this.#shared,
        this.#seed,
        () => {
          if (tenant.scenarios.ownAreAboutRequests) this.#scripted.add(tenant)
          else this.#scripted.delete(tenant)
        }
      ),
      version: 0,
      usedAt: this.#uses
    }
    return tenant
  }

  #changed(client: string, before: JobsBefore): number {
    this.#version += 1
    for (const listener of this.#listeners) listener(client, before)
    return this.#version
  }

  /** Forgets the client that was idle for longest, of those that have nothing but a journal. */
  #forgetIdle(): boolean {
    const [idle] = this.all
      .filter(({ inbox, scenarios }) => {
        const { frozenAt, offset } = inbox.clock
        return (
          inbox.size === 0 &&
          scenarios.own.length === 0 &&
          offset === this.#clock.offset &&
          frozenAt === this.#clock.frozenAt
        )
      })
      .sort((one, other) => one.usedAt - other.usedAt)
    if (idle === undefined) return false
    this.#tenants.delete(idle.client)
    this.#left(idle.client)
    this.#changed(idle.client, [])
    return true
  }

  #add({ inbox }: Tenant, job: Job, isOurs: boolean): void {
    this.#bytes += bytesOf(job)
    this.#order?.add(inbox, job.sendId)
    // In an order, jobs are found by their ids.
    const isPacked = isOurs && this.#order === undefined && inbox.receive(job)
    if (!isPacked) inbox.add(isOurs ? this.#compact(job) : job)
    while (inbox.size > this.limits.faxes) this.#forgotten(inbox.removeOldest())
    this.#makeRoom()
  }

  /** As long as it is: a list that was added to has room for more, in each of thousands. */
  #compact(job: Job): Job {
    const documents = job.documents.map(({ bytes, fileName, order }) => ({
      fileName,
      order,
      bytes: this.#small.keep(bytes)
    }))
    return { ...job, documents, messages: job.messages.slice() }
  }

  #forgotten(bytes: number): void {
    this.#bytes -= bytes
    this.#order?.gone()
  }

  /** Whoever it is of, the job goes that came first. */
  #makeRoom(): void {
    const { bytes } = this.limits
    if (this.#order !== undefined && this.#bytes < bytes / 2) this.#order = undefined
    while (this.#bytes > bytes) {
      this.#order ??= this.#inOrder()
      const first = this.#order.first
      if (first === undefined) return
      this.#forgotten(first.inbox.remove(first.sendId))
    }
  }

  #inOrder(): JobOrder {
    const order = new JobOrder()
    const kept = this.all
      .flatMap(({ inbox }) => [...inbox.jobs].map((job) => ({ inbox, job })))
      // Those that came earlier are known by their time alone.
      .sort((one, other) => one.job.acceptedAt - other.job.acceptedAt)
    for (const { inbox, job } of kept) order.add(inbox, job.sendId)
    return order
  }
}
