// For who delivers faxes: the rules of delivery as pure functions. Programs read the reasons and verdicts among them.
export { isTestNumber } from "../model/FaxNumber.js"
export { accept, type NewDelivery, resend } from "./accept.js"
export { askAgain, begin, doubt, finish, suspect } from "./attempt.js"
export { chooseCalls, destinationKey } from "./chooseCalls.js"
export { classifyHylafax } from "./classifyHylafax.js"
export {
  Attempt,
  callsMade,
  Delivery,
  isDue,
  isOver,
  openAttempt,
  statusOf
} from "./Delivery.js"
export { DeliveryPolicy, defaultPolicy } from "./DeliveryPolicy.js"
export type { Circumstances } from "./decideAfterAttempt.js"
export { FailureReason, failureInfo } from "./FailureReason.js"
export { inTurn, type Turns } from "./inTurn.js"
export { cancel, type Finding, resolve } from "./intervene.js"
export { Delivered, Failed, NotDialled, Outcome } from "./Outcome.js"
export { SendWindow } from "./SendWindow.js"
export { Session, sessionFacts } from "./Session.js"
export { type Step, StepRefused } from "./StepRefused.js"
export {
  type TestCall,
  testFateOf,
  testNumbers
} from "./testNumbers.js"
export { WireOutcome } from "./WireOutcome.js"
export { wake, wakeAt } from "./wake.js"
