import { Shell } from "../ui/Shell.js"
import { base, consoleSite } from "./consoleSite.js"

/** Asks for an operator's key. */
export const SignIn = ({ problem }: { readonly problem?: string | undefined }) => (
  <Shell
    site={{ ...consoleSite, parts: [], events: undefined }}
    title="Sign in: fax gateway"
    current=""
    isSingle
  >
    <form class="sign-in" method="post" action={`${base}/sign-in`}>
      <h2>Sign in</h2>
      {problem === undefined ? null : (
        <p class="problem" role="alert" id="problem">
          {problem}
        </p>
      )}
      <label>
        <span>Your key</span>
        <input
          type="password"
          name="key"
          id="key"
          autocomplete="current-password"
          required
          autofocus
          aria-describedby={problem === undefined ? undefined : "problem"}
        />
      </label>
      <button type="submit">Sign in</button>
      <p class="facts">
        An administrator creates a key with <code>fax operators add NAME</code>.
      </p>
    </form>
  </Shell>
)
