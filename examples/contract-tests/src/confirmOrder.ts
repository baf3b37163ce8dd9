import { type FaxingCenter, InvalidNumber, OutcomeUnknown } from "@faxingcenter/core/promise"

export interface Order {
  readonly id: string
  readonly fax: string
  readonly text: string
}

/** What is written down about the confirmation of an order. */
export type Confirmation =
  | { readonly state: "sent"; readonly sendId: string }
  | { readonly state: "mend number"; readonly number: string }
  | { readonly state: "find out"; readonly since: Date }

/** Confirms an order by fax. Nothing here sends twice: what is not known is left to be found out. */
export const confirmOrder = async (fax: FaxingCenter, order: Order): Promise<Confirmation> => {
  try {
    const { sendId } = await fax.send({
      to: { number: order.fax, reference: order.id },
      documents: new File([`Order ${order.id} is confirmed.\n\n${order.text}`], `${order.id}.txt`)
    })
    return { state: "sent", sendId }
  } catch (error) {
    if (error instanceof InvalidNumber) return { state: "mend number", number: error.culprit }
    if (error instanceof OutcomeUnknown) return { state: "find out", since: error.since }
    throw error
  }
}
