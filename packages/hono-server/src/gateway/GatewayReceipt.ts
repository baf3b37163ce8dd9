import { Receipt } from "@faxingcenter/core"

/** What is answered to a send beside the contract. */
export const GatewayReceipt = Receipt.annotations({ identifier: "GatewayReceipt" })
