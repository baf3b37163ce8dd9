import type { ContractCase } from "../ContractCase.js"
import { authCases } from "./auth.js"
import { receiveCases } from "./receive.js"
import { searchCases } from "./search.js"
import { sendCases } from "./send.js"
import { statusCases } from "./status.js"

/** The whole suite, as data. */
export const contractCases: ReadonlyArray<ContractCase> = [
  ...authCases.map((it) => ({ ...it, name: `auth: ${it.name}` })),
  ...sendCases.map((it) => ({ ...it, name: `send: ${it.name}` })),
  ...statusCases.map((it) => ({ ...it, name: `status: ${it.name}` })),
  ...searchCases.map((it) => ({ ...it, name: `search: ${it.name}` })),
  ...receiveCases.map((it) => ({ ...it, name: `receive: ${it.name}` }))
]
