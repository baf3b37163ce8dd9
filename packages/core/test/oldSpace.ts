import { getHeapSpaceStatistics } from "node:v8"

/** Bytes of what has outlived collections of the young, and of what was too large to be young. */
export const old = () =>
  getHeapSpaceStatistics()
    .filter(({ space_name }) => /^(old|large_object)_space$/.test(space_name))
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0)

/** Collections of the young while nothing changes: what is held at that moment grows old. */
export const growOld = () =>
  Array.from({ length: 20_000 }, (_, index) => new Array(500).fill(index).length)
