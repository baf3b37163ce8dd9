export type { ProxyOptions } from "./behindProxy.js"
export { fileSpool } from "./fileSpool.js"
export { ListenFailed, type Served, type ServeNodeOptions, serveNode } from "./serveNode.js"
