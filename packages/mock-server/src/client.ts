export { type ConnectOptions, connectMock, type RemoteMock } from "./control/api/connectMock.js"
export { MockApi } from "./control/api/MockApi.js"
export { Conflict, Unknown } from "./control/api/MockError.js"
export { FaxView } from "./control/api/views.js"
