import * as Effect from "effect/Effect"
import { type CountedFax, type Fax, withPages } from "./Fax.js"
import type { ReceivedDocument } from "./Job.js"
import type { CountPages } from "./Options.js"

type Documents = ReadonlyArray<ReceivedDocument>

/** At once, for those who ask about many; whoever renders bounds it further. */
const concurrency = 8

/** How many pages the documents of jobs have: counted when somebody asks, once for each job. */
export class PageCounts {
  readonly #known = new WeakMap<Documents, number>()
  readonly #counting = new WeakMap<Documents, Effect.Effect<number>>()

  readonly #countPages: CountPages | undefined

  /** Without a way to count, each document is a page. */
  constructor(countPages: CountPages | undefined) {
    this.#countPages = countPages
  }

  /** As far as it is known without counting. */
  known(documents: Documents): number | undefined {
    return this.#countPages === undefined ? documents.length : this.#known.get(documents)
  }

  counted(fax: Fax): Effect.Effect<CountedFax> {
    return Effect.map(
      fax.pageCount === undefined ? this.#count(fax.documents) : Effect.succeed(fax.pageCount),
      (pages) => withPages(fax, pages)
    )
  }

  countedAll(faxes: ReadonlyArray<Fax>): Effect.Effect<ReadonlyArray<CountedFax>> {
    return Effect.forEach(faxes, (fax) => this.counted(fax), { concurrency })
  }

  countAll(jobs: ReadonlyArray<Documents>): Effect.Effect<void> {
    return Effect.forEach(jobs, (documents) => this.#count(documents), {
      concurrency,
      discard: true
    })
  }

  /** Whoever else asks meanwhile waits for the same; it goes on when the first one leaves. */
  #count(documents: Documents): Effect.Effect<number> {
    return Effect.suspend(() => {
      const known = this.known(documents)
      if (known !== undefined) return Effect.succeed(known)
      const counting = this.#counting.get(documents) ?? Effect.runSync(this.#started(documents))
      this.#counting.set(documents, counting)
      return counting
    })
  }

  #started(documents: Documents): Effect.Effect<Effect.Effect<number>> {
    const counted = Effect.tap(this.#countPages?.(documents) ?? Effect.succeed(0), (pages) =>
      Effect.sync(() => this.#known.set(documents, pages))
    )
    return Effect.cached(Effect.uninterruptible(counted))
  }
}
