/** A figure of one of those that were measured, over all rounds. */
export interface Figure {
  readonly who: string
  readonly what: string
  readonly unit: "/s" | "ms" | "us" | "MB"
  /** One of each round. */
  readonly values: ReadonlyArray<number>
}

/** What has to hold between two figures of the same rounds, or for one of them. */
export interface Wanted {
  readonly what: string
  /** Of each round: the one divided by the other, or a figure as it is. */
  readonly values: ReadonlyArray<number>
  readonly atLeast?: number
  readonly atMost?: number
  /** Better than what is wanted: where it should go. */
  readonly goal?: number
}

/** A line for each of those that were measured. */
export interface Chart {
  /** Part of a file name. */
  readonly name: string
  readonly title: string
  readonly x: string
  readonly y: string
  readonly lines: ReadonlyArray<{
    readonly name: string
    readonly points: ReadonlyArray<readonly [x: number, y: number]>
  }>
}

/** What a benchmark found. */
export interface Outcome {
  readonly figures: ReadonlyArray<Figure>
  readonly wanted: ReadonlyArray<Wanted>
  readonly charts?: ReadonlyArray<Chart>
  /** What could not be measured, and why. */
  readonly notes?: ReadonlyArray<string>
}

/** One of the things that are measured. */
export interface Benchmark {
  readonly name: string
  readonly about: string
  readonly run: () => Promise<Outcome>
}
