import { spawn } from "node:child_process"
import { exited } from "./nodes.js"

/** Starts the service that nodes send over. */
export const startService = async (program: string) => {
  const child = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] })
  let text = ""
  const first = new Promise<void>((resolve, reject) => {
    child.once("exit", () => reject(new Error("The service does not start")))
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk
      if (text.includes("\n")) resolve()
    })
  })
  await first
  const [url = ""] = text.split("\n")
  return {
    url,
    /** Ends it, and gives the reference of every fax that it has received. */
    stop: async (): Promise<ReadonlyArray<string>> => {
      const over = new Promise((resolve) => child.stdout.once("close", resolve))
      child.kill("SIGTERM")
      await Promise.all([exited(child), over])
      return text.split("\n").slice(1, -1)
    }
  }
}
