// For who implements the API or reads its answers: how it is spelled, and the helpers that its implementations share. A program
// that sends faxes needs none of it.
export { andThen, isOver, orElse } from "../model/andThen.js"
export { badRequest, badRequestAt } from "../model/badRequest.js"
export { faxNumberProblem } from "../model/FaxNumber.js"
export { joinBytes } from "../model/joinBytes.js"
export { isLater, Later } from "../model/Later.js"
export { nearestName } from "../model/nearestName.js"
export { type NamesOf, onlyKnown } from "../model/onlyKnown.js"
export { itemsPerPage, pagerOf } from "../model/Page.js"
export { pointerOf } from "../model/pointerOf.js"
export { escapedInJson, jsonText, replaceUnseen } from "../model/unseen.js"
export { base64Problems } from "./Base64Decoder.js"
export { errorOfAnswer, excerpt } from "./errorOfAnswer.js"
export { members } from "./members.js"
export { decodeParameters, parametersOf } from "./parameters.js"
export { parseJson, parseText } from "./parseJson.js"
export * as routes from "./routes.js"
export { type ScannerOptions, SendBodyScanner } from "./SendBodyScanner.js"
export { readTokenRequest, TokenRefused } from "./tokenRequest.js"
export {
  WireToken,
  WireTokenError,
  WireTokenGrant,
  WireTokenRequest,
  writeToken
} from "./WireOAuth.js"
export { WirePage, writePage } from "./WirePage.js"
export { type ProblemAnswer, problemAnswer, problemOf, WireProblem } from "./WireProblem.js"
export { receiptOf, receiptText } from "./WireReceipt.js"
export {
  decodeReceivedDocumentQuery,
  decodeReceivedQuery,
  receivedContentType,
  WireReceivedDocumentQuery,
  WireReceivedQuery
} from "./WireReceivedQuery.js"
export { decodeSearchQuery, rangeProblem, WireSearchQuery } from "./WireSearchQuery.js"
export {
  DecodedData,
  type DecodedSend,
  decodeSend,
  WireSend20140403,
  WireSend20140409
} from "./WireSend.js"
export { decodeStatusQuery, type StatusQuery, WireStatusQuery } from "./WireStatusQuery.js"
