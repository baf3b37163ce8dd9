export type { GatewayServices } from "./GatewayHandler.js"
export { type GatewayRoutesOptions, gatewayRoutes } from "./gatewayRoutes.js"
