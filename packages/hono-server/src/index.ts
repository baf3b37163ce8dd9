export { type FaxApp, type FaxRoutesOptions, faxRoutes } from "./fax/faxRoutes.js"
export type { FaxServices } from "./handler/Handler.js"
export { type OpenApiDocument, openApi } from "./openApi/openApi.js"
export { type ReceivedRoutesOptions, receivedRoutes } from "./received/receivedRoutes.js"
