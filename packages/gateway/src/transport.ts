export {
  type Call,
  type CallReport,
  type LineAnswer,
  type LineReport,
  type LostTime,
  type Never,
  type NotYet,
  type Rendered,
  RenderRefused,
  Transport
} from "./deliver/transport/Transport.js"
