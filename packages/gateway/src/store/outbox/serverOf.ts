/** What all webhooks to one server begin with; for mail, the one mail server is meant. */
export const serverOf = (href: string): string => {
  const { origin, protocol } = new URL(href)
  return origin === "null" ? protocol : `${origin}/`
}
