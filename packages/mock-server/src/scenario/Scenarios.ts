import * as Hash from "effect/Hash"
import { PCGRandom } from "effect/Utils"
import type { Fate } from "../line/Fate.js"
import { fitsGlob } from "./glob.js"
import { isAboutLine, nameOf, type Operation, type Scenario } from "./Scenario.js"

/** What a scenario is asked about. */
export interface Facts {
  readonly operation: Operation
  readonly numbers: ReadonlyArray<string>
  readonly documents: ReadonlyArray<string>
}

export interface ScenariosState {
  readonly own: ReadonlyArray<Scenario>
  readonly turns: ReadonlyMap<Scenario, number>
}

const seedOf = (seed: number | string | undefined, client: string): PCGRandom =>
  seed === undefined ? new PCGRandom() : new PCGRandom(Hash.string(`${seed} ${client}`) >>> 0)

/**
 * The scenarios of one client: its own come before those that hold for all. Turns are counted for
 * each client and each scenario; the first scenario whose turn it is decides.
 */
export class Scenarios {
  #own: Array<Scenario> = []
  #turns = new Map<Scenario, number>()
  #random: PCGRandom

  constructor(
    readonly client: string,
    readonly shared: () => ReadonlyArray<Scenario>,
    readonly seed: number | string | undefined,
    /** Called when those of its own are others. */
    readonly changed: () => void
  ) {
    this.#random = seedOf(seed, client)
  }

  get all(): ReadonlyArray<Scenario> {
    const shared = this.shared()
    return this.#own.length === 0 ? shared : [...this.#own, ...shared]
  }

  /** Whether some, of its own or of all, are about requests rather than about calls to a recipient. */
  get areAboutRequests(): boolean {
    return this.ownAreAboutRequests || this.shared().some((it) => !isAboutLine(it))
  }

  get ownAreAboutRequests(): boolean {
    return this.#own.some((it) => !isAboutLine(it))
  }

  get own(): ReadonlyArray<Scenario> {
    return this.#own
  }

  set(scenarios: ReadonlyArray<Scenario>): void {
    this.#own = [...scenarios]
    this.#turns = new Map()
    this.#random = seedOf(this.seed, this.client)
    this.changed()
  }

  add(...scenarios: ReadonlyArray<Scenario>): void {
    this.#own.push(...scenarios)
    this.changed()
  }

  get state(): ScenariosState {
    return { own: [...this.#own], turns: new Map(this.#turns) }
  }

  restore({ own, turns }: ScenariosState): void {
    this.#own = [...own]
    this.#turns = new Map(turns)
    this.changed()
  }

  /** Between 0 and 1, the same each time where there is a seed. */
  chance(): number {
    return this.#random.number()
  }

  /** Whether the body of a send has to be read before it is known which scenario decides. */
  get needsBody(): boolean {
    return this.all.some(
      (it) => !isAboutLine(it) && (it.when.number !== undefined || it.when.document !== undefined)
    )
  }

  /** The scenario that decides about a request, if any. */
  forRequest(facts: Facts): Scenario | undefined {
    return this.#pick(
      this.all.filter((it) => !isAboutLine(it)),
      facts
    )
  }

  /** The fate that a scenario gives to a recipient of a send, if any, and what the scenario is called. */
  forRecipient(
    number: string,
    documents: () => ReadonlyArray<string>
  ): { readonly fate: Fate; readonly scenario: string } | undefined {
    if (this.all.length === 0) return undefined
    const facts: Facts = { operation: "send", numbers: [number], documents: documents() }
    const picked = this.#pick(this.all.filter(isAboutLine), facts)
    if (picked === undefined) return undefined
    const { calls, refuse } = picked.do
    const scenario = nameOf(picked)
    if (refuse !== undefined) return { fate: { refuse }, scenario }
    return calls === undefined ? undefined : { fate: { calls }, scenario }
  }

  #pick(scenarios: ReadonlyArray<Scenario>, facts: Facts): Scenario | undefined {
    const due = scenarios.filter((it) => this.#concerns(it, facts)).filter((it) => this.#isDue(it))
    return due[0]
  }

  #concerns({ when }: Scenario, { documents, numbers, operation }: Facts): boolean {
    const fits = (pattern: string | undefined, values: ReadonlyArray<string>) =>
      pattern === undefined || values.some((value) => fitsGlob(pattern, value))
    return (
      (when.operation === undefined || when.operation === operation) &&
      fits(when.client, [this.client]) &&
      fits(when.number, numbers) &&
      fits(when.document, documents)
    )
  }

  /** Counts a turn, and says whether it is one that was meant. */
  #isDue(scenario: Scenario): boolean {
    const { every, nth, probability, times } = scenario.when
    const turn = (this.#turns.get(scenario) ?? 0) + 1
    this.#turns.set(scenario, turn)
    return (
      (nth === undefined || (typeof nth === "number" ? nth === turn : nth.includes(turn))) &&
      (every === undefined || turn % every === 0) &&
      (times === undefined || turn <= times) &&
      (probability === undefined || this.#random.number() < probability)
    )
  }
}
