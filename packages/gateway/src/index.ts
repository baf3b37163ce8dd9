export { Acceptance } from "./accept/Acceptance.js"
export { ClientKeys } from "./admit/ClientKeys.js"
export { ApiClient, Clients } from "./admit/Clients.js"
export {
  mayDo,
  Operator,
  type OperatorSession,
  Operators,
  sessionLifetime
} from "./admit/Operators.js"
export { Capacity } from "./deliver/Capacity.js"
export { FaxQueue, Hold, Pause, type QueueState } from "./deliver/FaxQueue.js"
export { type LineState, lineWords } from "./deliver/Line.js"
export * as FaxingCenterTransport from "./deliver/transport/faxingcenter/FaxingCenterTransport.js"
export * as HylafaxReceiver from "./deliver/transport/hylafax/HylafaxReceiver.js"
export * as HylafaxTransport from "./deliver/transport/hylafax/HylafaxTransport.js"
export * as SimulatedLine from "./deliver/transport/simulated/SimulatedLine.js"
export { Transport } from "./deliver/transport/Transport.js"
export { CurrentActor, Gateway, type MessageDetail } from "./Gateway.js"
export {
  type GatewayContext,
  layerClients,
  layerManagement,
  layerPostgres,
  layerQueue,
  layerSqlite
} from "./gatewayLayer.js"
export * as Discretion from "./observe/Discretion.js"
export { type Delivering, Health } from "./observe/Health.js"
export { PagesNotShown, SentPages, type ShownPages } from "./observe/SentPages.js"
export { type Overview, type SupervisedMessage, Supervision } from "./observe/Supervision.js"
export {
  type IncomingFax,
  Reception,
  type ReceptionQuery,
  type SupervisedReceivedFax
} from "./receive/Reception.js"
export { type ReceptionRoute, ReceptionRoutes } from "./receive/ReceptionRoutes.js"
export { describeSettings } from "./settings/describeSettings.js"
export { GatewaySettings } from "./settings/GatewaySettings.js"
export { readSettings, SettingsInvalid, type SettingsSources } from "./settings/readSettings.js"
export { Audit, AuditEntry } from "./store/clients/Audit.js"
export { OperatorRole } from "./store/clients/operatorRows.js"
export { CurrentPulse } from "./store/cluster/ClusterNode.js"
export { moveToPostgres } from "./store/copies/moveToPostgres.js"
export type { MovedTable } from "./store/copies/tableCopies.js"
export { wasMoved, wasRestored } from "./store/copies/wasRestored.js"
export { type Backup, backUp } from "./store/database/backUp.js"
export { DatabaseError, type Space } from "./store/database/Database.js"
export type { PostgresOptions } from "./store/database/postgresDatabase.js"
export type { Restore } from "./store/database/restores.js"
export { Contents } from "./store/documents/Contents.js"
export { Keys } from "./store/documents/Keys.js"
export type { KeptContents } from "./store/documents/keptContents.js"
export { Retention } from "./store/documents/retention.js"
export * as Vault from "./store/documents/Vault.js"
export { ListedMessage, type MessageFilter, type MessageList } from "./store/faxes/everyClient.js"
export { Policy } from "./store/faxes/Policy.js"
export { GatewayEvent, isMessageEvent } from "./store/outbox/GatewayEvent.js"
export { Sender, UsualSender } from "./store/Sender.js"
export { SubmitOptions } from "./store/SubmitOptions.js"
export { Announcement, AnnouncementType, announcementText } from "./tell/events/Announcement.js"
export { Events, isEventId } from "./tell/events/Events.js"
export { CurrentMailSettings, type MailSettings } from "./tell/mail/MailSettings.js"
export { DeliveryReceipts } from "./tell/receipts/DeliveryReceipts.js"
export { KeyUnusable, PublicKey, parsePublicKey } from "./tell/receipts/SigningKey.js"
export {
  ReceiptInvalid,
  type VerifiedReceipt,
  verifyReceipt
} from "./tell/receipts/verifyReceipt.js"
export { CurrentWebhookSettings, Webhook, WebhookPost, Webhooks } from "./tell/webhooks/Webhooks.js"
export { parseNetworks, WebhookUrlRefused } from "./tell/webhooks/WebhookUrl.js"
