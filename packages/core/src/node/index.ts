export { layer, type NodeHttpOptions } from "./NodeHttp.js"
export { proxyOf } from "./proxyOf.js"
