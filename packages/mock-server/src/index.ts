export { Control } from "./control/Control.js"
export { FaxExpectation, type NearMiss } from "./control/FaxExpectation.js"
export { ResetOptions } from "./control/ResetOptions.js"
export type { Snapshot } from "./control/Snapshot.js"
export { Times, Verification } from "./control/verify.js"
export type { WaitOptions, WaitResult } from "./control/waitFor.js"
export { createMockServer, MockServer, type MockServerOptions } from "./createMockServer.js"
export type { ListenOptions } from "./http/listen.js"
export { JournalEntry } from "./journal/Journal.js"
export { Call, Course, Ending, Fate, Refusal } from "./line/Fate.js"
export type { ReceivedPage } from "./pages/receivedPages.js"
export { faults } from "./scenario/faults.js"
export {
  parseScenarios,
  readScenarioFile,
  ScenarioFileInvalid
} from "./scenario/readScenarioFile.js"
export { Scenario, ScenarioFile, type ScenarioInput } from "./scenario/Scenario.js"
export type { Fax } from "./simulation/Fax.js"
export type { ReceivedDocument } from "./simulation/Job.js"
export type { SimulationOptions } from "./simulation/Options.js"
export * as Simulation from "./simulation/Simulation.js"
export { SeedFax } from "./simulation/seed.js"
