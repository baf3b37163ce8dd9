import { createServer, type Server, type Socket } from "node:net"

/** A job as the queue file of HylaFAX has it; what a call changes in it is the test's to say. */
export interface ScriptedJob {
  readonly id: string
  queue: "blank" | "sendq" | "doneq"
  readonly parameters: Map<string, string>
  readonly file: Map<string, string>
  readonly documents: Array<string>
}

/** A fax that the server has received; `comesIn` while it still does. */
export interface ScriptedReception {
  readonly file: string
  readonly bytes: Buffer
  readonly receivedAt: number
  readonly pages?: number
  readonly error?: string
  comesIn?: boolean
}

/** Does something else with a command, once: a reply, or an end of the connection before or after it is done. */
type Twist = string | "close" | "silence" | "doneAndClose"

/** hfaxd of HylaFAX 6.0.7 as far as it was seen to behave, on loopback. */
export interface ScriptedHfaxd {
  readonly port: number
  readonly jobs: ReadonlyArray<ScriptedJob>
  /** What lies in its receive queue. */
  readonly received: Map<string, ScriptedReception>
  /** The lines of its log of calls; there is none while there are none. */
  readonly calls: Array<string>
  /** Every command of every connection, in order. */
  readonly commands: ReadonlyArray<string>
  readonly twist: (command: string, how: Twist) => void
  /** What is run when a job is submitted, and before each command. */
  onSubmit: (job: ScriptedJob) => void
  onCommand: (line: string) => void
  /** Whether somebody is connected to it. */
  readonly isInUse: () => boolean
  /** What its documents held. */
  readonly stored: ReadonlyArray<Buffer>
  readonly stop: () => Promise<void>
}

const unquoted = (value: string) =>
  value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, "$1") : value

const states = { suspended: "1", ready: "5", active: "6", done: "7", failed: "8", sleeping: "3" }
type ScriptedState = keyof typeof states

/** Changes members of a job's file, and moves it to the queue where it belongs. */
export const set = (
  job: ScriptedJob,
  state: ScriptedState,
  members: Readonly<Record<string, string | number>> = {}
) => {
  job.file.set("state", states[state])
  for (const [name, value] of Object.entries(members)) job.file.set(name, String(value))
  job.queue = state === "done" || state === "failed" ? "doneq" : "sendq"
}

const textOf = (job: ScriptedJob) =>
  [...job.file, ["jobtag", job.parameters.get("JOBINFO") ?? ""] as const]
    .map(([name, value]) => `${name}:${value}`)
    .concat(job.documents.map((name) => `!tiff:0::docq/${name}`))
    .join("\n")

export const scriptedHfaxd = async (
  options: { readonly password?: string; readonly admin?: string } = {}
): Promise<ScriptedHfaxd> => {
  const jobs: Array<ScriptedJob> = []
  const received = new Map<string, ScriptedReception>()
  const calls: Array<string> = []
  const commands: Array<string> = []
  const stored: Array<Buffer> = []
  const spool = new Set<string>()
  const twists = new Map<string, Array<Twist>>()
  const open = new Set<Socket | Server>()
  let conversations = 0
  const track = <A extends Socket | Server>(one: A): A => {
    open.add(one)
    one.once("close", () => open.delete(one))
    one.on("error", () => undefined)
    return one
  }
  const self: Pick<ScriptedHfaxd, "onSubmit" | "onCommand"> = {
    onSubmit: () => undefined,
    onCommand: () => undefined
  }

  const converse = (socket: Socket) => {
    track(socket)
    conversations++
    socket.once("close", () => conversations--)
    const reply = (text: string) => void socket.write(`${text}\r\n`)
    let isLoggedIn = false
    let isAdmin = false
    let current: ScriptedJob | undefined
    let data: Promise<Socket> | undefined
    let restartsAt = 0
    const jobNamed = (id: string | undefined) => jobs.find((job) => job.id === id)
    const inData = async (use: (connection: Socket) => void | Promise<void>) => {
      const connection = await data
      if (connection !== undefined) await use(connection)
    }
    const give = (text: string | Buffer, name: string) =>
      inData((connection) => {
        reply(`150 Opening new data connection for "${name}".`)
        connection.end(text)
        reply("226 Transfer complete.")
      })
    const take = () =>
      inData((connection) => {
        const name = `doc${stored.length + 1}.ps`
        reply(`150 FILE: /tmp/${name} (Opening new data connection).`)
        const parts: Array<Buffer> = []
        connection.on("data", (part) => parts.push(Buffer.from(part)))
        connection.on("end", () => {
          stored.push(Buffer.concat(parts))
          connection.end()
          reply(`226 Transfer complete (FILE: /tmp/${name}).`)
        })
      })
    /** In the format that is asked for, as a real server was seen to write it. */
    const receivedLines = () =>
      [...received.values()].map(
        ({ bytes, comesIn, error = "", file, pages = 1, receivedAt }) =>
          `${file}|${pages}|14400|2-D MMR|0:00:31|${bytes.length}|196|1728|${comesIn === true ? "*" : " "}|${receivedAt}|${error}`
      )
    const listOf = (queue: string) =>
      queue === "recvq"
        ? receivedLines().join("\r\n")
        : queue === "docq"
          ? [...spool].join("\r\n")
          : jobs
              .filter((job) => job.queue === queue)
              .map((job) => `${job.id}|${job.parameters.get("JOBINFO") ?? ""}`)
              .join("\r\n")

    const handlers: Record<string, (rest: string) => void> = {
      USER: () => {
        isLoggedIn = options.password === undefined
        reply(isLoggedIn ? "230 User logged in." : "331 Password required.")
      },
      PASS: (given) => {
        isLoggedIn = unquoted(given) === options.password
        reply(isLoggedIn ? "230 User logged in." : "530 Login incorrect.")
      },
      ADMIN: (given) => {
        isAdmin =
          options.admin !== undefined && unquoted(given) === options.admin && given.startsWith('"')
        reply(isAdmin ? "230 Administrative privileges established." : "530 Password incorrect.")
      },
      TZONE: () => reply("200 Using time values in GMT."),
      TYPE: () => reply("200 Type set to Image."),
      IDLE: (seconds) => reply(`213 Idle timeout set to ${seconds}.`),
      EPSV: () => {
        const server = track(createServer())
        data = new Promise((resolve) => {
          server.once("connection", (connection) => {
            server.close()
            resolve(track(connection))
          })
        })
        server.listen(0, "127.0.0.1", () => {
          const address = server.address()
          const port = typeof address === "object" ? address?.port : undefined
          reply(`229 Entering Extended Passive Mode (|||${port}|)`)
        })
      },
      STOT: () => void take(),
      JNEW: () => {
        current = {
          id: String(jobs.length + 1),
          queue: "blank",
          parameters: new Map(),
          file: new Map([["state", "1"]]),
          documents: []
        }
        jobs.push(current)
        reply(`200 New job created: jobid: ${current.id} groupid: ${current.id}.`)
      },
      JOB: (id) => {
        current = jobNamed(id)
        reply(`200 Current job: jobid: ${id} groupid: ${id}.`)
      },
      JPARM: (rest) => {
        const [name = "", ...values] = rest.split(" ")
        const value = unquoted(values.join(" "))
        if (name === "DOCUMENT") {
          const document = `${value.slice("/tmp/".length)}.${current?.id}`
          current?.documents.push(document)
          spool.add(document)
          spool.add(`${document};c1`)
          reply(`200 Added document ${value} as docq/${document}.`)
          return
        }
        current?.parameters.set(name, value)
        reply(`213 ${name} set.`)
      },
      JSUBM: () => {
        if (current === undefined) return reply("503 No current job.")
        set(current, "ready", { npages: 0, totpages: 0, totdials: 0, statuscode: 0, status: "" })
        reply(`200 Job ${current.id} submitted.`)
        self.onSubmit(current)
      },
      JSUSP: (id) => {
        const job = jobNamed(id)
        if (job !== undefined) set(job, "suspended")
        reply(`200 Job ${id} suspended.`)
      },
      JKILL: (id) => {
        const job = jobNamed(id)
        if (job === undefined || job.queue === "doneq") return reply(`504 Job ${id} not killed.`)
        set(job, "failed", { statuscode: 345, status: "Job aborted by request" })
        reply(`200 Job ${id} killed.`)
      },
      JDELE: (id) => {
        const job = jobNamed(id)
        if (job === undefined) return reply(`500 Cannot delete job ${id}.`)
        jobs.splice(jobs.indexOf(job), 1)
        reply(`200 Job ${id} deleted; current job: (default).`)
      },
      DELE: (path) => {
        if (!isAdmin) return reply(`550 ${path}: Operation not permitted.`)
        if (path.startsWith("recvq/")) {
          const isThere = received.delete(path.slice("recvq/".length))
          return reply(isThere ? "250 DELE command successful." : `550 ${path}: No such file.`)
        }
        spool.delete(path.replace("docq/", ""))
        reply("250 DELE command successful.")
      },
      RETR: (path) => {
        const fax = received.get(path.replace("recvq/", ""))
        if (path.startsWith("recvq/") && fax !== undefined) return void give(fax.bytes, path)
        if (path === "log/xferfaxlog") {
          if (!isAdmin) return reply(`550 ${path}: Operation not permitted.`)
          const log = Buffer.from(calls.join("\n")).subarray(restartsAt)
          restartsAt = 0
          return void give(log, path)
        }
        const [, queue, id] = /^(sendq|doneq)\/q(\d+)$/.exec(path) ?? []
        const job = jobs.find((each) => each.id === id && each.queue === queue)
        if (job === undefined) return reply(`550 ${path}: No such file or directory.`)
        void give(textOf(job), path)
      },
      SIZE: (path) =>
        reply(
          path === "log/xferfaxlog" && calls.length > 0
            ? `213 ${Buffer.from(calls.join("\n")).length}`
            : `550 ${path}: No such file or directory.`
        ),
      REST: (from) => {
        restartsAt = Number(from)
        reply(`350 Data transfer will restart at ${from}, send transfer command`)
      },
      LIST: (queue) =>
        void give(queue === "status" ? "ttyS0|Running and idle" : listOf(queue), queue),
      RCVFMT: (given) =>
        reply(
          given === '"%f|%p|%b|%d|%h|%n|%r|%w|%z|%Z|%e"'
            ? "200 RCVFMT command successful."
            : "504 this script knows another format"
        ),
      JOBFMT: () => reply("200 JOBFMT command successful."),
      FILEFMT: () => reply("200 FILEFMT command successful."),
      MDMFMT: () => reply("200 MDMFMT command successful.")
    }

    const handle = (line: string) => {
      commands.push(line)
      self.onCommand(line)
      const [command = "", ...words] = line.split(" ")
      const how = twists.get(command)?.shift()
      const handler = handlers[command]
      const isAllowed = isLoggedIn || command === "USER" || command === "PASS"
      if (how === "silence") return
      if (how === "close") socket.destroy()
      else if (how !== undefined && how !== "doneAndClose") reply(how)
      else if (handler === undefined || !isAllowed) reply(`500 ${command}: not understood.`)
      else if (how === undefined) handler(words.join(" "))
      else {
        socket.write = () => true
        handler(words.join(" "))
        socket.destroy()
      }
    }
    let rest = ""
    socket.on("data", (part) => {
      const lines = (rest + part.toString("latin1")).split("\r\n")
      rest = lines.pop() ?? ""
      for (const line of lines) handle(line)
    })
    socket.write("220-This is a test.\r\n220 test server (HylaFAX (tm) Version 6.0.7) ready.\r\n")
  }

  const server = track(createServer(converse))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" ? (address?.port ?? 0) : 0
  return Object.assign(self, {
    port,
    jobs,
    received,
    calls,
    commands,
    isInUse: () => conversations > 0,
    stored,
    twist: (command: string, how: Twist) =>
      void twists.set(command, [...(twists.get(command) ?? []), how]),
    stop: async () => {
      for (const one of open) "destroy" in one ? one.destroy() : one.close()
    }
  })
}
