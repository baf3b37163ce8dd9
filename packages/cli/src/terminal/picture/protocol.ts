import { isTerminal } from "../style.js"

/** How a terminal takes a picture: in its own way, or as text that everybody shows. */
export type Protocol = "kitty" | "iterm2" | "sixel" | "blocks"

type Variables = Readonly<Record<string, string | undefined>>

/**
 * What the terminal says of itself in its variables: it is not asked, because an answer might never come, or
 * come to whoever reads next.
 */
export const protocolOf = (variables: Variables): Protocol | undefined => {
  const term = variables.TERM ?? ""
  const program = variables.TERM_PROGRAM ?? ""
  if (term === "dumb") return undefined
  // Whatever stands inside of these does not get through to the terminal.
  if (variables.TMUX || /^(screen|tmux)/.test(term)) return "blocks"
  if (variables.KITTY_WINDOW_ID || /kitty|ghostty/.test(term) || program === "ghostty") {
    return "kitty"
  }
  if (/^(iTerm\.app|WezTerm|mintty)$/.test(program) || variables.LC_TERMINAL === "iTerm2") {
    return "iterm2"
  }
  return /sixel|^(foot|mlterm|contour|yaft)/.test(term) ? "sixel" : "blocks"
}

/** How to draw on stdout, if that is a terminal. */
export const stdoutProtocol = (): Protocol | undefined =>
  isTerminal.stdout() ? protocolOf(process.env) : undefined
