/** A value without its members that are `null`: in JSON of `fax`, what is not known is absent. */
export const present = (
  value: Readonly<Record<string, unknown>>
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null))
