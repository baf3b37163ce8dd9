export { type ContractCase, ContractViolation } from "./ContractCase.js"
export { contractCases } from "./cases/index.js"
export { type CaseResult, type ContractOptions, describeGaps, gapsOf, report } from "./report.js"
export {
  type Feature,
  type IncomingFax,
  type ReceivedDocument,
  type ReceptionHooks,
  type Services,
  Target
} from "./Target.js"
