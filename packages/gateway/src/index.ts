export { Acceptance } from "./acceptance/Acceptance.js"
export { CurrentIdempotencyKey, SubmitOptions } from "./acceptance/SubmitOptions.js"
export { Audit, AuditEntry } from "./audit/Audit.js"
export { ApiClient, Clients, type NewCredentials } from "./clients/Clients.js"
export { Database, DatabaseError } from "./database/Database.js"
export { Capacity, type CapacityOptions } from "./delivery/Capacity.js"
export { CurrentPulse, type Pulse } from "./delivery/Node.js"
export { Contents, DocumentRecord } from "./documents/Contents.js"
export { Retention, type RetentionOptions } from "./documents/retention.js"
export * as Vault from "./documents/Vault.js"
export { Events } from "./events/Events.js"
export { GatewayEvent, Happening } from "./events/GatewayEvent.js"
export { Gateway, type MessageDetail } from "./Gateway.js"
export { layerPostgres, layerSqlite } from "./gatewayLayer.js"
export { Policy } from "./store/Policy.js"
export * as FaxingCenterTransport from "./transport/faxingcenter/FaxingCenterTransport.js"
export * as SimulatedLine from "./transport/simulated/SimulatedLine.js"
export {
  type Answer,
  type Call,
  type CallReport,
  type Never,
  type NotYet,
  Transport
} from "./transport/Transport.js"
