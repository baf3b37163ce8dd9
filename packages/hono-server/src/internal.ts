// For this toolkit's own packages: how the mock answers without waiting, and finds out who asks. A program that serves faxes
// needs none of it, and it may change with any release.
export type { Answer } from "./answer/Answer.js"
export { eventStreamHeaders, eventText, pulseText } from "./answer/eventStream.js"
export type { Direct } from "./fax/faxCalls.js"
export type { Immediate, Services } from "./handler/Services.js"
export { proxyProblem } from "./node/behindProxy.js"
export { isLoopbackAddress } from "./request/isLoopbackAddress.js"
export { outerAddress } from "./request/outerPlace.js"
export type { DirectRequest } from "./request/RouteRequest.js"
