/** What is known of a reason; a gateway newer than this command may give one without its meaning. */
interface Reason {
  readonly reason: string
  readonly meaning?: string | undefined
  readonly advice?: string | undefined
}

/** A reason, what it means and what can be done, as sentences for a person. */
export const reasonText = ({ advice, meaning, reason }: Reason): string => {
  const sentences = [meaning, advice].filter((text) => text !== undefined)
  return sentences.length === 0 ? reason : `${reason}: ${sentences.join(" ")}`
}
