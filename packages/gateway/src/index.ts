export { Acceptance } from "./acceptance/Acceptance.js"
export { SubmitOptions } from "./acceptance/SubmitOptions.js"
export { Audit, AuditEntry, type AuditFilter } from "./audit/Audit.js"
export { ClientKeys } from "./clients/ClientKeys.js"
export { ApiClient, Clients, type NewCredentials } from "./clients/Clients.js"
export { Database, DatabaseError } from "./database/Database.js"
export type { PostgresOptions } from "./database/postgresDatabase.js"
export { Capacity, type CapacityOptions } from "./delivery/Capacity.js"
export { CurrentPulse, type Pulse } from "./delivery/Node.js"
export { Contents, DocumentRecord } from "./documents/Contents.js"
export { Keys, type KeyUse, type Resealed } from "./documents/Keys.js"
export { Retention, type RetentionOptions } from "./documents/retention.js"
export * as Vault from "./documents/Vault.js"
export { Announcement, AnnouncementType, announcementText } from "./events/Announcement.js"
export { Events, isCursor } from "./events/Events.js"
export { GatewayEvent, Happening } from "./events/GatewayEvent.js"
export { Gateway, type MessageDetail } from "./Gateway.js"
export {
  type GatewayContext,
  layerClients,
  layerManagement,
  layerPostgres,
  layerSqlite
} from "./gatewayLayer.js"
export { Health } from "./observe/Health.js"
export { DeliveryReceipt, SignedReceipt } from "./receipt/DeliveryReceipt.js"
export { Receipts } from "./receipt/Receipts.js"
export { KeyUnusable, PublicKey, parsePublicKey, thumbprint } from "./receipt/SigningKey.js"
export { ReceiptInvalid, type VerifiedReceipt, verifyReceipt } from "./receipt/verifyReceipt.js"
export { describeSettings, type SettingDescription } from "./settings/describeSettings.js"
export { GatewaySettings, type SettingName, settingNames } from "./settings/GatewaySettings.js"
export { readSettings, SettingsInvalid, type SettingsSources } from "./settings/readSettings.js"
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
export { CurrentWebhookSettings, Webhook, WebhookPost, Webhooks } from "./webhook/Webhooks.js"
export { parseNetworks, WebhookUrlRefused } from "./webhook/WebhookUrl.js"
