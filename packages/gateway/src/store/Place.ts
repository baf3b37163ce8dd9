/** Where a round through rows in the order of a time has come to. Milliseconds since 1970. */
export interface Place {
  readonly at: number
  readonly id: string
}

export const start: Place = { at: 0, id: "" }
