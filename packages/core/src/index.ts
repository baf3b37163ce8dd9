export { type AccessToken, Auth, type Client, type Credentials, CurrentClient } from "./Auth.js"
export { searchAll, statusAll } from "./allPages.js"
// A subpath of its own, too: by it, the compiler names the errors of inferred types in declarations.
export * as FaxError from "./FaxError.js"
export * as FaxClient from "./http/FaxClient.js"
export { defaultBaseUrl, type FaxClientOptions } from "./http/Settings.js"
export { Introspection } from "./Introspection.js"
export * as Document from "./model/Document.js"
export { FaxNumber } from "./model/FaxNumber.js"
export { IdempotencyKey } from "./model/IdempotencyKey.js"
export { MessageId, ReceivedFaxId, SendId } from "./model/Ids.js"
export { isFinal, Message, MessageStatus } from "./model/Message.js"
export { Page, Pager } from "./model/Page.js"
export { Receipt } from "./model/Receipt.js"
export {
  ReceivedFax,
  type ReceivedFormat,
  ReceivedList,
  ReceivedQuery,
  receivedFileName
} from "./model/ReceivedFax.js"
export { defaultRevision, Revision } from "./model/Revision.js"
export { SearchQuery } from "./model/SearchQuery.js"
export { type FaxDraft, type Recipient, SendFax } from "./model/SendFax.js"
export { Receive, type ReceivedDocumentOptions, type ReceiveError } from "./Receive.js"
export { receivedAll, watchReceived } from "./received.js"
export { Search, type SearchError } from "./Search.js"
export { CurrentIdempotencyKey, Send, type SendError } from "./Send.js"
export { Status, type StatusError } from "./Status.js"
export { type WatchTrouble, watch } from "./watch.js"
