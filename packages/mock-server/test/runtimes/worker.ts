import { program } from "./program.js"

/** `workerd test` calls this. */
export default {
  test: async (_: unknown, env: { readonly URL: string; readonly CLOSED_URL: string }) => {
    console.log(`RESULT ${JSON.stringify(await program(env.URL, env.CLOSED_URL, "order.pdf"))}`)
  }
}
