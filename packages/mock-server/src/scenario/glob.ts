/** Whether a text fits a pattern in which `*` stands for any characters. Upper and lower case are one. */
export const fitsGlob = (pattern: string, text: string): boolean => {
  const [first = "", ...rest] = pattern.toLowerCase().split("*")
  const subject = text.toLowerCase()
  if (!subject.startsWith(first)) return false
  if (rest.length === 0) return subject.length === first.length
  let at = first.length
  const last = rest.pop() ?? ""
  for (const part of rest) {
    const found = subject.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return subject.length - last.length >= at && subject.endsWith(last)
}
