export { type FaxApp, type FaxRoutesOptions, faxRoutes } from "./faxRoutes.js"
export type { FaxServices } from "./Handler.js"
export { type OpenApiDocument, openApi } from "./openApi.js"
export { type ReceivedRoutesOptions, receivedRoutes } from "./received/receivedRoutes.js"
