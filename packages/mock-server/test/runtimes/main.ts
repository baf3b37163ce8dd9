import { program } from "./program.js"

// In Node and Bun the arguments follow the program's name; in Deno they have a place of their own.
const deno: unknown = Reflect.get(globalThis, "Deno")
const given: unknown = deno instanceof Object ? Reflect.get(deno, "args") : process.argv.slice(2)
const [url = "", closedUrl = "", path = ""] = Array.isArray(given) ? given.map(String) : []
console.log(`RESULT ${JSON.stringify(await program(url, closedUrl, path))}`)
