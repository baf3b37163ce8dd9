import type { Child } from "hono/jsx"

const shortcuts = [
  ["/", "Search"],
  ["j, k", "Next, previous fax"],
  ["n, p", "Next, previous page of the fax"],
  ["+, -, 0", "Larger, smaller, fit"],
  ["c", "Beside the original"],
  ["d", "Deliver"],
  ["f", "Choose how it fails"],
  ["h", "Hold, release"],
  ["Delete", "Delete the job"],
  ["Esc", "Back to the list"],
  ["?", "This help"]
] as const

const Help = () => (
  <dialog id="help" aria-labelledby="help-title">
    <h2 id="help-title">Keyboard</h2>
    <dl class="keys">
      {shortcuts.map(([keys, does]) => (
        <div>
          <dt>
            <kbd>{keys}</kbd>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
    <form method="dialog">
      <button type="submit">Close</button>
    </form>
  </dialog>
)

interface Props {
  readonly title: string
  readonly children: Child
  /** Where the list is not what the page is about, on a small screen. */
  readonly isOpen: boolean
  readonly current: "inbox" | "requests"
}

/** The page around everything. */
export const Shell = ({ children, current, isOpen, title }: Props) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>{title}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <link rel="icon" href="/_mock/ui/icon.svg" type="image/svg+xml" />
      <link rel="stylesheet" href="/_mock/ui/inbox.css" />
      <script src="/_mock/ui/inbox.js" defer />
    </head>
    <body class={isOpen ? "open" : ""}>
      <a class="skip" href="#main">
        To the faxes
      </a>
      <header>
        <h1>Fax mock</h1>
        <nav aria-label="Parts">
          <a href="/" aria-current={current === "inbox" ? "page" : undefined}>
            Inbox
          </a>
          <a href="/_mock/ui/requests" aria-current={current === "requests" ? "page" : undefined}>
            Requests
          </a>
          <a href="/_mock/openapi.json">API</a>
        </nav>
        <span class="live" id="live">
          not live
        </span>
        <button type="button" id="show-help" aria-keyshortcuts="?">
          <span aria-hidden="true">?</span>
          <span class="hidden">Keyboard shortcuts</span>
        </button>
      </header>
      <p class="hidden" role="status" id="news" />
      <main id="main" class={current === "requests" ? "single" : undefined}>
        {children}
      </main>
      <Help />
    </body>
  </html>
)
