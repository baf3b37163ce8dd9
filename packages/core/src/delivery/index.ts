export { type Acceptance, accept, resend } from "./accept.js"
export { askAgain, begin, doubt, finish, suspect } from "./attempt.js"
export type { CallProgress } from "./callResult.js"
export { chooseCalls, destinationKey } from "./chooseCalls.js"
export { classifyHylafax } from "./classifyHylafax.js"
export { classifySpandsp } from "./classifySpandsp.js"
export * from "./Delivery.js"
export { Backoff, DeliveryPolicy, defaultPolicy } from "./DeliveryPolicy.js"
export { type Circumstances, decideAfterAttempt } from "./decideAfterAttempt.js"
export * from "./FailureReason.js"
export { cancel, type Finding, resolve } from "./intervene.js"
export * from "./Outcome.js"
export { Hours, isOpen, nextOpening, SendWindow, TimeOfDay, Weekday } from "./SendWindow.js"
export { Session } from "./Session.js"
export { type Step, StepRefused } from "./StepRefused.js"
export {
  type TestCall,
  type TestFate,
  type TestNumber,
  testFateOf,
  testNumbers
} from "./testNumbers.js"
export { wake, wakeAt } from "./wake.js"
