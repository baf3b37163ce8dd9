import {
  Health,
  mayDo,
  type OperatorRole,
  type OperatorSession,
  Operators
} from "@faxingcenter/gateway/manage"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import * as Schema from "effect/Schema"
import { type Context, Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import type { Child } from "hono/jsx"
import { allowMethods } from "../ui/allowMethods.js"
import { Shell } from "../ui/Shell.js"
import { siteGuard } from "../ui/siteGuard.js"
import { siteAssets, sitePage } from "../ui/sitePages.js"
import { ConsoleForm } from "./ConsoleForm.js"
import type { ConsoleServices } from "./ConsoleServices.js"
import { isOfSession, localOf } from "./consoleForms.js"
import { base, consoleSite } from "./consoleSite.js"
import { Notice } from "./Notice.js"
import { SignIn } from "./SignIn.js"
import { tokenOf } from "./sessionCookie.js"

/** Bytes: forms are short. */
const mostForm = 64 * 1024

/** A page, or what is said instead. */
export type Shown =
  | { readonly title: string; readonly current: string; readonly body: Child }
  | { readonly problem: string; readonly status: 400 | 403 | 404 | 409 | 503 }

const isProblem = (shown: Shown): shown is Extract<Shown, { problem: string }> => "problem" in shown

export const describe = (error: unknown): string =>
  error instanceof Error ? error.message : "The gateway failed to answer"

const statusOf = (error: unknown): 400 | 404 | 409 | 503 => {
  const tag = typeof error === "object" && error !== null && "_tag" in error ? error._tag : ""
  if (tag === "FaxError.NotFound") return 404
  if (tag === "StepRefused" || tag === "PagesNotShown" || tag === "ClientNameTaken") return 409
  return tag === "FaxError.Unavailable" || tag === "DatabaseError" ? 503 : 400
}

/** An application whose pages are for those who are signed in, and whose forms are for those who may. */
export const makeConsole = (
  runtime: ManagedRuntime.ManagedRuntime<ConsoleServices, never>,
  hosts: ReadonlyArray<string>
) => {
  const app = new Hono().basePath(base)
  app.use(
    siteGuard({
      name: "The console",
      hosts,
      originRequired: true,
      refuse: (c, detail) => c.text(`${detail}\n`, 403)
    })
  )
  app.use(
    allowMethods(
      () => app.routes,
      (c, detail) => c.text(`${detail}\n`, 405)
    )
  )
  app.use(bodyLimit({ maxSize: mostForm, onError: (c) => c.text("The form is too long\n", 413) }))
  app.route("/assets", siteAssets())

  const run = <A, E>(work: Effect.Effect<A, E, ConsoleServices>) =>
    runtime.runPromiseExit(work).then((exit) => {
      if (Exit.isSuccess(exit)) return Either.right(exit.value)
      const failure = Cause.failureOrCause(exit.cause)
      if (Either.isLeft(failure)) return Either.left(failure.left)
      runtime.runFork(Effect.logError("A page of the console failed", exit.cause))
      return Either.left(undefined)
    })

  const sessionOf = (c: Context) => {
    const token = tokenOf(c)
    return token === undefined
      ? Promise.resolve(undefined)
      : run(Effect.flatMap(Operators, ({ session }) => session(token))).then(Either.getOrUndefined)
  }

  const page = async (c: Context, session: OperatorSession, shown: Shown) => {
    const delivering = await run(Effect.flatMap(Health, (health) => health.delivering))
    const status = isProblem(shown) ? shown.status : 200
    const account = (
      <ConsoleForm session={session} action={`${base}/sign-out`} back={base} class="account">
        <span>
          {session.operator} <small>{session.role}</small>
        </span>
        <button type="submit">Sign out</button>
      </ConsoleForm>
    )
    return sitePage(
      c,
      <Shell
        site={consoleSite}
        title={isProblem(shown) ? "Fax gateway" : `${shown.title}: fax gateway`}
        current={isProblem(shown) ? "" : shown.current}
        isSingle
        account={account}
      >
        <Notice delivering={Either.getOrUndefined(delivering)} />
        {isProblem(shown) ? (
          <div class="board">
            <p class="problem" role="alert">
              {shown.problem}
            </p>
            <p>
              <a href={`${base}/queue`}>To the queue</a>
            </p>
          </div>
        ) : (
          shown.body
        )}
      </Shell>,
      status
    )
  }

  const signIn = (c: Context, problem?: string) =>
    sitePage(c, <SignIn problem={problem} />, problem === undefined ? 200 : 401)

  /** A page for those who are signed in; everybody else is asked to. */
  const shows = (
    path: string,
    show: (c: Context, session: OperatorSession) => Effect.Effect<Shown, unknown, ConsoleServices>
  ) =>
    app.get(path, async (c) => {
      const session = await sessionOf(c)
      if (session === undefined) return sitePage(c, <SignIn />, 401)
      const shown = await run(show(c, session))
      return page(
        c,
        session,
        Either.getOrElse(
          shown,
          (error): Shown => ({
            problem: describe(error),
            status: statusOf(error)
          })
        )
      )
    })

  /** Something else than a page, for those who are signed in. */
  const gives = (
    path: string,
    give: (
      c: Context,
      session: OperatorSession
    ) => Effect.Effect<Response, unknown, ConsoleServices>
  ) =>
    app.get(path, async (c) => {
      const session = await sessionOf(c)
      if (session === undefined) return c.text("Sign in\n", 401)
      const given = await run(give(c, session))
      return Either.getOrElse(given, (error) => c.text(`${describe(error)}\n`, statusOf(error)))
    })

  /** A form for those who may; what it ends with is a page, or where it says to go back to. */
  const takes = <A, I>(
    path: string,
    needed: OperatorRole,
    schema: Schema.Schema<A, I>,
    act: (
      c: Context,
      session: OperatorSession,
      wanted: A
    ) => Effect.Effect<Shown | undefined, unknown, ConsoleServices>
  ) =>
    app.post(path, async (c) => {
      const session = await sessionOf(c)
      if (session === undefined) return signIn(c, "The session has ended; sign in again")
      const form = await c.req.parseBody().catch(() => ({}))
      const { back, csrf, ...given } = Object.fromEntries<string | undefined>(
        Object.entries(form).filter(
          (field): field is [string, string] => typeof field[1] === "string"
        )
      )
      if (!isOfSession(csrf, session.csrf)) {
        return page(c, session, {
          problem: "This form belongs to another session; go back and reload the page",
          status: 403
        })
      }
      if (!mayDo(session.role, needed)) {
        return page(c, session, {
          problem: `This needs the role ${needed}; yours is ${session.role}`,
          status: 403
        })
      }
      const wanted = Schema.decodeUnknownEither(schema)(given)
      if (Either.isLeft(wanted)) {
        return page(c, session, {
          problem: "The form is not filled in correctly",
          status: 400
        })
      }
      const done = await run(Effect.uninterruptible(act(c, session, wanted.right)))
      if (Either.isLeft(done)) {
        return page(c, session, { problem: describe(done.left), status: statusOf(done.left) })
      }
      return done.right === undefined
        ? c.redirect(localOf(back), 303)
        : page(c, session, done.right)
    })

  return { app, gives, run, sessionOf, shows, signIn, takes }
}

export type Console = ReturnType<typeof makeConsole>
