import { createHash } from "node:crypto"
import type { ReceivedFax } from "@faxingcenter/core"
import type { FailureReason } from "@faxingcenter/core/delivery"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { JournalEntry } from "../journal/Journal.js"
import { Span } from "../line/Span.js"
import type { LazyPages } from "../pages/lazyPages.js"
import {
  given,
  incomingPages,
  NoPages,
  type OneFax,
  type ReceivedPage,
  receivedPages
} from "../pages/receivedPages.js"
import { type IncomingFax, readIncoming } from "../scenario/IncomingFax.js"
import { Scenario, type ScenarioInput } from "../scenario/Scenario.js"
import { arrivalOf } from "../simulation/arrivalOf.js"
import * as ClientClock from "../simulation/ClientClock.js"
import type { Fax } from "../simulation/Fax.js"
import type { Simulation } from "../simulation/Simulation.js"
import { readSeeds, type SeedFax, seed } from "../simulation/seed.js"
import type { Tenant } from "../simulation/Tenants.js"
import { explain } from "./explain.js"
import { type FaxExpectation, holdsPages, mismatches, readExpectation } from "./FaxExpectation.js"
import { type ResetOptions, readReset } from "./ResetOptions.js"
import { restore, type Snapshot, snapshotOf } from "./Snapshot.js"
import {
  type Discrepancy,
  readVerification,
  type Times,
  type Verification,
  verify
} from "./verify.js"
import { readWaitOptions, type WaitOptions, type WaitResult, waitFor } from "./waitFor.js"

/** Each request asks all of them. */
const mostScenarios = 1000

const decodeSpan = Schema.decodeUnknownSync(Span)
const decodeScenarios = Schema.decodeUnknownSync(Schema.Array(Scenario))

/** Runs what needs the mock's clock or its randomness. */
export interface Run {
  readonly runSync: <A>(effect: Effect.Effect<A>) => A
  readonly runPromise: <A>(
    effect: Effect.Effect<A>,
    options?: { readonly signal?: AbortSignal }
  ) => Promise<A>
}

/**
 * Controls a mock: the faxes it received, its clocks and its scenarios. It speaks of one client, or of all
 * of them together. Each method is one step that no request can come between.
 *
 * @example
 * ```ts
 * import { createMockServer } from "@faxingcenter/mock-server"
 *
 * const mock = createMockServer({ anyClient: true })
 * // What one client has sent, and its clock; the mock itself speaks of all.
 * const anna = mock.of("anna")
 * anna.advance("1 hour")
 * anna.assertReceived({ number: "15005550001", status: "delivered" })
 * ```
 */
export class Control {
  constructor(
    readonly simulation: Simulation["Type"],
    readonly run: Run,
    /** What shows pages, if anything does. */
    readonly renderer: LazyPages | undefined,
    /** Whose; of everybody when absent. */
    readonly client?: string
  ) {}

  /** The same for one client, whether it has come yet or not. */
  of(client: string | undefined): Control {
    return client === this.client
      ? this
      : new Control(this.simulation, this.run, this.renderer, client)
  }

  /** Ids of the clients that have come so far. */
  get clients(): ReadonlyArray<string> {
    return this.simulation.tenants.all.map(({ client }) => client)
  }

  /**
   * What was received, oldest first. Throws when it is to be of so many pages, and there are faxes that nobody has
   * counted: see `countPages`.
   */
  faxes(expected: FaxExpectation = {}): ReadonlyArray<Fax> {
    const wanted = readExpectation(expected)
    const real = this.#real
    const all = this.tenants.flatMap(({ inbox }) => inbox.faxes(real))
    holdsPages([wanted], all)
    return all
      .filter((fax) => mismatches(wanted, fax).length === 0)
      .sort((one, other) => one.acceptedAt - other.acceptedAt)
  }

  /** So many of the faxes that came last, newest first, after passing over some; nothing is made of the others. */
  newest(
    passed: number,
    wanted: number
  ): { readonly faxes: ReadonlyArray<Fax>; readonly total: number } {
    const real = this.#real
    const total = this.tenants.reduce((sum, { inbox }) => sum + inbox.size, 0)
    if (wanted === 0) return { faxes: [], total }
    const heads = this.tenants
      .flatMap(({ inbox }) => inbox.heads.map((head) => ({ inbox, head })))
      .sort((one, other) => one.head.acceptedAt - other.head.acceptedAt)
    const faxes: Array<Fax> = []
    let left = passed
    for (let index = heads.length - 1; index >= 0 && faxes.length < wanted; index--) {
      const found = heads[index]
      if (found === undefined) break
      const { head, inbox } = found
      if (head.messages <= left) {
        left -= head.messages
        continue
      }
      faxes.push(...inbox.faxesAt(head, real).toReversed().slice(left))
      left = 0
    }
    return { faxes: faxes.slice(0, wanted), total }
  }

  fax(messageId: string): Fax | undefined {
    const real = this.#real
    return this.#first(({ inbox }) => inbox.fax(messageId, real))
  }

  /**
   * The pages of a fax as the recipient gets them. Rejects when there is no such fax, and when the mock
   * has nothing to render pages with or cannot render these.
   */
  async pages(fax: OneFax): Promise<ReadonlyArray<ReceivedPage>> {
    const { messageId } = given(fax)
    const known = this.fax(messageId)
    if (known === undefined) throw new NoPages({ message: `There is no fax ${messageId}` })
    return receivedPages(this.renderer, known)
  }

  /** Counts the pages of what was received, which is not done before: `pageCount` of each fax is known then. */
  async countPages(): Promise<void> {
    await this.run.runPromise(this.counting)
  }

  /** Counts all of them. Ends when there is nothing more to count: more may come meanwhile. */
  get counting(): Effect.Effect<void> {
    return Effect.suspend(() => {
      const { pageCounts } = this.simulation.tenants
      const uncounted = this.tenants
        .flatMap(({ inbox }) => inbox.documents)
        .filter((documents) => pageCounts.known(documents) === undefined)
      return uncounted.length === 0
        ? Effect.void
        : Effect.zipRight(pageCounts.countAll(uncounted), this.counting)
    })
  }

  /** Requests and answers, oldest first. Those of unknown clients are everybody's. */
  get journal(): ReadonlyArray<JournalEntry> {
    return this.#withStrangers
      .flatMap(({ journal }) => journal.entries)
      .sort((one, other) => one.id - other.id)
  }

  /** What is not as it should be; nothing when all is well. */
  verify(expected: typeof Verification.Encoded): ReadonlyArray<Discrepancy> {
    const wanted = readVerification(expected)
    const all = this.faxes()
    holdsPages(
      wanted.faxes.map(({ fax }) => fax),
      all
    )
    return verify(wanted, all)
  }

  /** Throws, with what came closest, unless a fax like this is there: so many times, or at least once. */
  assertReceived(fax: FaxExpectation, times?: Times): void {
    const discrepancies = this.verify({
      faxes: [{ fax, ...(times === undefined ? {} : { times }) }]
    })
    if (discrepancies.length > 0) throw new Error(explain(discrepancies))
  }

  /** Waits until enough faxes are as expected, or time is up. */
  async waitFor(
    expected: FaxExpectation,
    { signal, ...options }: WaitOptions & { readonly signal?: AbortSignal } = {}
  ): Promise<WaitResult> {
    const waiting = waitFor(this, readExpectation(expected), readWaitOptions(options))
    return this.run.runPromise(waiting, signal && { signal })
  }

  /** Moves the clock on, at once: `"2 hours"`, or milliseconds. It stops at the end of the year 9999. */
  advance(by: string | number): void {
    const millis = decodeSpan(by)
    const real = this.#real
    this.#setClock((clock) => ClientClock.advance(clock, millis, real))
  }

  /** Stops the clock. */
  freeze(): void {
    const real = this.#real
    this.#setClock((clock) => ClientClock.freeze(clock, real))
  }

  /** Lets a stopped clock go on from where it stands. */
  unfreeze(): void {
    const real = this.#real
    this.#setClock((clock) => ClientClock.unfreeze(clock, real))
  }

  /** Moves the clock on until every fax has ended that is not on hold. */
  runToEnd(): void {
    const real = this.#real
    for (const { inbox } of this.tenants) inbox.runToEnd(real)
  }

  /** Epoch milliseconds, on the client's clock; for everybody, on that of clients yet to come. */
  get now(): number {
    return ClientClock.nowOf(this.#clock, this.#real)
  }

  get isFrozen(): boolean {
    return this.#clock.frozenAt !== undefined
  }

  /** Ends a fax that is under way; `undefined` when it is unknown or has ended. */
  deliver(messageId: string): Fax | undefined {
    return this.#decide(messageId, "delivered")
  }

  /** Ends a fax that is under way; `undefined` when it is unknown or has ended. */
  fail(messageId: string, reason: FailureReason): Fax | undefined {
    return this.#decide(messageId, reason)
  }

  /** Stops a fax where it is; `undefined` when it is unknown or has ended. */
  hold(messageId: string): Fax | undefined {
    const real = this.#real
    return this.#first(({ inbox }) => inbox.hold(messageId, real))
  }

  /** Lets a fax on hold go on; `undefined` when it is unknown or has ended. */
  release(messageId: string): Fax | undefined {
    const real = this.#real
    return this.#first(({ inbox }) => inbox.release(messageId, real))
  }

  /** Forgets the whole job that a fax belongs to. Gives back whether there was one. */
  remove(messageId: string): boolean {
    const real = this.#real
    const removed = this.#first((tenant) => {
      const fax = tenant.inbox.fax(messageId, real)
      const job = fax && tenant.inbox.job(fax.sendId)
      if (job !== undefined) this.simulation.tenants.remove(tenant, job)
      return job
    })
    return removed !== undefined
  }

  /** Scenarios in force, in the order in which they are asked. */
  get scenarios(): ReadonlyArray<Scenario> {
    return this.client === undefined
      ? this.simulation.tenants.shared
      : (this.tenants[0]?.scenarios.all ?? [])
  }

  /** Adds scenarios to those in force: for the one client, or for everybody. */
  addScenarios(...added: ReadonlyArray<ScenarioInput>): void {
    const scenarios = decodeScenarios(added)
    if (this.scenarios.length + scenarios.length > mostScenarios) {
      throw new Error(`A mock accepts at most ${mostScenarios} scenarios; reset the existing ones`)
    }
    const { tenants } = this.simulation
    if (this.client === undefined) tenants.setShared([...tenants.shared, ...scenarios])
    else this.#tenant(this.client).scenarios.add(...scenarios)
  }

  /** Puts these scenarios in the place of those in force, and counts turns from the beginning. */
  setScenarios(...given: ReadonlyArray<ScenarioInput>): void {
    const scenarios = decodeScenarios(given)
    if (this.client === undefined) {
      this.simulation.tenants.setShared(scenarios)
      for (const tenant of this.tenants) tenant.scenarios.set([])
    } else this.#tenant(this.client).scenarios.set(scenarios)
  }

  /** Refuses every token issued so far. */
  expireTokens(): void {
    for (const { client } of this.tenants) this.simulation.tokens.expire(client)
  }

  /** Adds faxes without a send request; for the client `demo` when none is named. */
  seed(faxes: ReadonlyArray<typeof SeedFax.Encoded>): ReadonlyArray<Fax> {
    return this.seedDecoded(readSeeds(faxes))
  }

  seedDecoded(faxes: ReadonlyArray<SeedFax>): ReadonlyArray<Fax> {
    const tenant = this.#tenant(this.client ?? "demo")
    const jobs = this.run.runSync(seed(this.simulation, tenant, faxes))
    const real = this.#real
    return jobs.flatMap(({ sendId }) => tenant.inbox.faxesOf(sendId, real) ?? [])
  }

  /**
   * A fax comes in, now or after a while on the client's clock; for the client `demo` when none is named. Rejects
   * with `NoPages` when its document cannot be faxed.
   */
  async receive(fax: typeof IncomingFax.Encoded): Promise<ReceivedFax> {
    return this.receiveDecoded(readIncoming(fax))
  }

  async receiveDecoded(incoming: IncomingFax): Promise<ReceivedFax> {
    const { document } = incoming
    const rendered =
      document &&
      (await incomingPages(
        this.renderer,
        "bytes" in document
          ? document
          : { fileName: document.fileName, bytes: new TextEncoder().encode(document.text) }
      ))
    const { client, inbox } = this.#tenant(this.client ?? "demo")
    const arrival = arrivalOf(
      incoming,
      rendered && {
        tiff: rendered.tiff,
        count: rendered.pages.length,
        sha256: createHash("sha256").update(rendered.tiff).digest("hex")
      },
      this.simulation.randomHex(32),
      inbox.now(this.#real)
    )
    this.simulation.tenants.arrivals.add(client, arrival)
    return arrival.fax
  }

  /** What has come in, the newest first. */
  get arrivals(): ReadonlyArray<ReceivedFax> {
    const real = this.#real
    const { arrivals } = this.simulation.tenants
    return this.tenants
      .flatMap(({ client, inbox }) => arrivals.of(client, inbox.now(real)))
      .map(({ fax }) => fax)
      .sort((one, other) => other.receivedAt.epochMillis - one.receivedAt.epochMillis)
  }

  /** Forgets all that is named, in one step; everything when nothing is. */
  reset(given: ResetOptions = {}): void {
    const what = readReset(given)
    const all = Object.values(what).every((named) => named !== true)
    for (const { client, inbox, journal, scenarios } of this.#withStrangers) {
      if (all || what.faxes) {
        inbox.clear()
        this.simulation.tenants.arrivals.clear(client)
      }
      if (all || what.journal) journal.set([])
      if (all || what.scenarios) scenarios.set([])
    }
    if (this.client === undefined && (all || what.scenarios)) this.simulation.tenants.setShared([])
    if (all || what.clock) this.#setClock(() => ClientClock.realTime)
    this.simulation.tenants.recount()
  }

  /** Everything as it is now, to go back to. Tokens and the scenarios for everybody are not part of it. */
  snapshot(): ReadonlyArray<Snapshot> {
    return this.tenants.map(snapshotOf)
  }

  /** Goes back to a snapshot. Clients that it does not have are left as they are. */
  restore(snapshots: ReadonlyArray<Snapshot>): void {
    for (const snapshot of snapshots) restore(this.#tenant(snapshot.client), snapshot)
    this.simulation.tenants.recount()
  }

  /** Those that this speaks of, to be looked at: a client that has not come does not come by it. */
  get tenants(): ReadonlyArray<Tenant> {
    const { tenants } = this.simulation
    return this.client === undefined ? tenants.all : [tenants.peek(this.client)]
  }

  get #clock(): ClientClock.ClockState {
    const { tenants } = this.simulation
    return this.client === undefined ? tenants.clock : tenants.peek(this.client).inbox.clock
  }

  get #real(): number {
    return this.run.runSync(Clock.currentTimeMillis)
  }

  get #withStrangers(): ReadonlyArray<Tenant> {
    return this.client === undefined
      ? [this.simulation.tenants.strangers, ...this.tenants]
      : this.tenants
  }

  /** To be changed. */
  #tenant(client: string): Tenant {
    return Either.getOrThrowWith(this.simulation.tenants.of(client), (rejected) => rejected)
  }

  #setClock(change: (clock: ClientClock.ClockState) => ClientClock.ClockState): void {
    if (this.client === undefined) this.simulation.tenants.setClocks(change)
    else this.#tenant(this.client).inbox.setClock(change)
  }

  #decide(messageId: string, ends: FailureReason | "delivered"): Fax | undefined {
    const real = this.#real
    return this.#first(({ inbox }) => inbox.decide(messageId, ends, real))
  }

  #first<A>(find: (tenant: Tenant) => A | undefined): A | undefined {
    for (const tenant of this.tenants) {
      const found = find(tenant)
      if (found !== undefined) return found
    }
    return undefined
  }
}
