import * as Schema from "effect/Schema"

/** How the time of one client differs from the real one, in milliseconds. */
export const ClockState = Schema.Struct({
  offset: Schema.Number,
  frozenAt: Schema.optionalWith(Schema.Number, { exact: true })
}).annotations({ identifier: "ClockState" })
export interface ClockState extends Schema.Schema.Type<typeof ClockState> {}

/** Runs with real time. */
export const realTime: ClockState = { offset: 0 }

export const nowOf = (clock: ClockState, real: number): number =>
  clock.frozenAt ?? real + clock.offset

/** The last moment that four digits of a year can tell: no clock goes past it, and no fax is later. */
export const endOfTime = Date.UTC(9999, 11, 31)

/** Moves it on, at most to the end of time. */
export const advance = (clock: ClockState, millis: number, real: number): ClockState => {
  const by = Math.max(0, Math.min(millis, endOfTime - nowOf(clock, real)))
  return {
    offset: clock.offset + by,
    ...(clock.frozenAt === undefined ? {} : { frozenAt: clock.frozenAt + by })
  }
}

export const freeze = (clock: ClockState, real: number): ClockState => ({
  offset: clock.offset,
  frozenAt: nowOf(clock, real)
})

/** Goes on from where it stood. */
export const unfreeze = (clock: ClockState, real: number): ClockState => ({
  offset: nowOf(clock, real) - real
})
