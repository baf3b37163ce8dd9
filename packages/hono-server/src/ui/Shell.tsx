import type { Child } from "hono/jsx"

/** Keys and what each does. */
type Shortcuts = ReadonlyArray<readonly [keys: string, does: string]>

const Help = ({ shortcuts }: { readonly shortcuts: Shortcuts }) => (
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

/** What is the same on every page of a site. */
export interface Site {
  /** The heading of every page. */
  readonly brand: string
  /** The address that `siteAssets` is mounted at. */
  readonly assets: string
  /** The address of an event stream that says `change` when there is something new, if there is one. */
  readonly events?: string | undefined
  readonly parts: ReadonlyArray<{ readonly href: string; readonly name: string }>
  readonly shortcuts: Shortcuts
}

interface Props {
  readonly site: Site
  readonly title: string
  readonly children: Child
  /** The name of the part that the page belongs to. */
  readonly current: string
  /** Whether the page shows one thing of a list, which a small screen then leaves out. */
  readonly isOpen?: boolean
  /** Whether the page has no list beside it. */
  readonly isSingle?: boolean
  /** Stands at the end of the header: who is signed in. */
  readonly account?: Child
}

/** The page around everything. */
export const Shell = ({
  account,
  children,
  current,
  isOpen = false,
  isSingle = false,
  site,
  title
}: Props) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>{title}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <link rel="icon" href={`${site.assets}/icon.svg`} type="image/svg+xml" />
      <link rel="stylesheet" href={`${site.assets}/site.css`} />
      <script src={`${site.assets}/site.js`} defer />
    </head>
    <body class={isOpen ? "open" : ""} data-events={site.events}>
      <a class="skip" href="#main">
        To the content
      </a>
      <header>
        <h1>{site.brand}</h1>
        <nav aria-label="Parts">
          {site.parts.map(({ href, name }) => (
            <a href={href} aria-current={name === current ? "page" : undefined}>
              {name}
            </a>
          ))}
        </nav>
        {site.events === undefined ? null : (
          <span class="live" id="live">
            not live
          </span>
        )}
        {account}
        <button type="button" id="show-help" aria-keyshortcuts="?">
          <span aria-hidden="true">?</span>
          <span class="hidden">Keyboard shortcuts</span>
        </button>
      </header>
      <p class="hidden" role="status" id="news" />
      <main id="main" class={isSingle ? "single" : undefined} tabindex={isSingle ? 0 : undefined}>
        {children}
      </main>
      <Help shortcuts={site.shortcuts} />
    </body>
  </html>
)
