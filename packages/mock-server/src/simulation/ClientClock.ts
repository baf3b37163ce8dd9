import { Schema } from "effect"

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

export const advance = (clock: ClockState, millis: number): ClockState => ({
  offset: clock.offset + millis,
  ...(clock.frozenAt === undefined ? {} : { frozenAt: clock.frozenAt + millis })
})

export const freeze = (clock: ClockState, real: number): ClockState => ({
  offset: clock.offset,
  frozenAt: nowOf(clock, real)
})

/** Goes on from where it stood. */
export const unfreeze = (clock: ClockState, real: number): ClockState => ({
  offset: nowOf(clock, real) - real
})
