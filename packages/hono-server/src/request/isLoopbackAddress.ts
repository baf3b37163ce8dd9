/** Whether the address of a connection's other end is this machine's own. */
export const isLoopbackAddress = (address: string): boolean =>
  address === "::1" || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(address)
