// Verifies receipts anywhere: no gateway and no database is loaded with it.
export { KeyUnusable, PublicKey, parsePublicKey } from "./tell/receipts/SigningKey.js"
export {
  isReceptionReceipt,
  ReceiptInvalid,
  type VerifiedReceipt,
  type VerifiedReception,
  verifyReceipt,
  verifyReception
} from "./tell/receipts/verifyReceipt.js"
