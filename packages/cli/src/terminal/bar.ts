/** A bar of a width that is filled to a share of it. */
const bar = (done: number, total: number, width: number): string => {
  const filled = total === 0 ? 0 : Math.min(width, Math.floor((done / total) * width))
  return `${"█".repeat(filled)}${"░".repeat(width - filled)}`
}

/** `Sending    ████░░░░ 512/1000  remark`, no wider than the terminal; in a narrow one without the bar. */
export const barLine = (
  label: string,
  done: number,
  total: number,
  remark: string,
  columns: number
): string => {
  const count = `${done}/${total}`
  if (columns < 32) return `${label} ${count}`.slice(0, columns - 1)
  const width = Math.max(5, Math.min(30, columns - 14 - count.length - remark.length - 3))
  return `${label.padEnd(12)}${bar(done, total, width)} ${count}  ${remark}`.slice(0, columns - 1)
}
