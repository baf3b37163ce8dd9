import type { Benchmark, Outcome } from "../Benchmark.js"
import { type Program, startServer } from "../Server.js"
import { ratios } from "../statistics.js"
import { bare, mock } from "./mock.js"

const rounds = 9

const millisToAnswer = async (program: Program): Promise<number> => {
  const server = await startServer(program)
  await server.stop()
  return server.startedIn
}

const run = async (): Promise<Outcome> => {
  const ours: Array<number> = []
  const theirs: Array<number> = []
  for (let round = -1; round < rounds; round++) {
    const bareMillis = await millisToAnswer(bare)
    const mockMillis = await millisToAnswer(mock())
    if (round < 0) continue
    theirs.push(bareMillis)
    ours.push(mockMillis)
  }
  return {
    figures: [
      { who: "fax mock", what: "from the start to the first answer", unit: "ms", values: ours },
      {
        who: "bare node:http",
        what: "from the start to the first answer",
        unit: "ms",
        values: theirs
      }
    ],
    wanted: [{ what: "start: fax mock / bare", values: ratios(ours, theirs), atMost: 3 }]
  }
}

export const start: Benchmark = {
  name: "start",
  about: "from the start of the mock to its first answer",
  run
}
