// Verifies delivery receipts anywhere: no gateway and no database is loaded with it.
export { KeyUnusable, PublicKey, parsePublicKey } from "./tell/receipts/SigningKey.js"
export {
  ReceiptInvalid,
  type VerifiedReceipt,
  verifyReceipt
} from "./tell/receipts/verifyReceipt.js"
