export { type ConnectOptions, connectMock, type RemoteMock } from "./control/api/connectMock.js"
export { Conflict, MockApi, Unknown } from "./control/api/MockApi.js"
export { FaxView } from "./control/api/views.js"
