export * from "./ContractCase.js"
export { contractCases } from "./cases/index.js"
export * from "./report.js"
export * from "./Target.js"
