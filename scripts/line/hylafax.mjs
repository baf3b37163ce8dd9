// A private HylaFAX with modems at an exchange of this machine: on loopback, in a temporary folder, without
// a daemon that stays. It needs root, as HylaFAX does.
// `node scripts/line/hylafax.mjs` prints its address, and the folder with what its fax machines receive, and keeps it
// until it is interrupted.
import { spawn, spawnSync } from "node:child_process"
import {
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { connect, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { buildLine, missingForLine } from "./build.mjs"

/** What is missing for it on this machine, if anything is. */
export const missingForHylafax = () => {
  if (missingForLine() !== undefined) return missingForLine()
  if (process.getuid?.() !== 0) return "it needs root"
  return existsSync("/usr/sbin/faxq") ? undefined : "hylafax-server is not installed"
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

const until = async (what, isSo) => {
  for (let tries = 0; tries < 300; tries++) {
    if (await isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${what} does not start`)
}

/** Whether a process has a file open. */
const isOpen = (pid, path) => {
  const folder = `/proc/${pid}/fd`
  try {
    return readdirSync(folder).some((each) => readlinkSync(join(folder, each)) === path)
  } catch {
    // It has closed one meanwhile, or has ended.
    return false
  }
}

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1")
    const end = (is) => {
      socket.destroy()
      resolve(is)
    }
    socket.once("data", () => end(true))
    socket.once("error", () => end(false))
  })

/**
 * `SendFaxCmd` is the program itself: Debian's wrapper at /usr/sbin/faxsend does not pass on the signal that
 * ends a call. Numbers are dialled as they are given.
 */
const serverConfig = (folder) => `
LogFacility: daemon
CountryCode: 1
LongDistancePrefix: 1
InternationalPrefix: 011
DialStringRules: etc/dialrules.line
ServerTracing: 1
UUCPLockDir: ${folder}
SendFaxCmd: /usr/lib/hylafax/bin/faxsend
JobReqOther: 2
ModemGroup: "senders:ttyFX.*s[0-9]+"
`

const modemConfig = (folder, stationId) => `
CountryCode: 1
FAXNumber: +1 500 555 0199
LocalIdentifier: "${stationId}"
DialStringRules: etc/dialrules.line
ServerTracing: 1
SessionTracing: 0x004b
UUCPLockDir: ${folder}
ModemType: Class1
ModemRate: 115200
ModemFlowControl: none
ModemResetCmds: "ATZ"
ModemReadyCmds: ATH0
Class1AdaptRecvCmd: AT+FAR=1
Class1TMConnectDelay: 0
ModemResetDelay: 0
ModemSoftResetCmdDelay: 0
ModemDTRDropDelay: 0
ModemBaudRateDelay: 0
ModemATCmdDelay: 0
ModemNoAutoAnswerCmdDelay: 0
ModemNoAutoAnswerCmd: ATS0=0
UseJobTSI: yes
`

const receivingConfig = `
RingsBeforeAnswer: 1
ModemAnswerCmd: ATA
RecvFileMode: 0644
ModemResetCmds: "ATZ\\nAT+VCID=1"
CallIDPattern: "NMBR="
CallIDPattern: "NAME="
CallIDPattern: "NDID="
`

/** What faxgetty would have said of a modem of class 1: that it sends and receives all that T.30 knows. */
const abilities = "(0,1),(0-5),(0-4),(0-2),(0-3),(0,1),(0),(0-7)"

/** Every dial string as it is, without the signs between its digits. */
const dialRules = `
CanonicalNumber := [
[^0-9+]+ =
]
DialString := [
[^0-9+]+ =
]
DisplayNumber := [
]
`

/** For administration: everybody may log in, and removes documents with it. */
export const adminPassword = "over the line"

/** The processes below one, the deepest first. */
const descendants = (pid) => {
  const { stdout } = spawnSync("ps", ["-o", "pid=", "--ppid", `${pid}`], { encoding: "utf8" })
  return stdout
    .split("\n")
    .map((each) => Number(each.trim()))
    .filter((each) => each > 0)
    .flatMap((child) => [...descendants(child), child])
}

/**
 * Ends every process that works in the folder and removes it with the links to the modems, as soon as
 * whoever holds its input lets go: on purpose, or because it was killed.
 */
const keeper = `
cat
end() {
  for each in /proc/[0-9]*; do
    case "$(readlink "$each/cwd")" in
      "$1" | "$1"/* | "$1 (deleted)") kill -KILL "\${each#/proc/}" ;;
    esac
  done
}
folder=$1
end "$folder"
end "$folder"
shift
rm -rf -- "$folder" "$@"
`

const startKeeper = (folder, devices) =>
  spawn("sh", ["-c", keeper, "sh", folder, ...devices], {
    cwd: "/",
    // In a group of its own, which nobody ends with the one of its parent.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"]
  })

export const startHylafax = async ({
  lines = 1,
  receiving = false,
  port: wantedPort,
  outlivesParent = false
} = {}) => {
  const missing = missingForHylafax()
  if (missing !== undefined) throw new Error(missing)
  const programs = buildLine()
  const port = wantedPort || (await freePort())
  const folder = mkdtempSync(join(tmpdir(), "hylafax-"))
  const spool = join(folder, "spool")
  const received = join(folder, "received")
  const events = join(folder, "exchange.jsonl")
  const [uid, gid] = ["-u", "-g"].map((flag) =>
    Number(spawnSync("id", [flag, "uucp"], { encoding: "utf8" }).stdout)
  )
  const senders = Array.from({ length: lines }, (_, i) => `ttyFX${port}s${i}`)
  const receiver = `ttyFX${port}r`
  const modems = receiving ? [receiver, ...senders] : senders
  const kept = startKeeper(
    folder,
    modems.map((name) => `/dev/${name}`)
  )
  // Vitest's processes go on when the one that started them is killed.
  const parent = process.ppid
  const watching = setInterval(() => {
    if (!outlivesParent && process.ppid !== parent) kept.stdin.end()
  }, 500).unref()

  mkdirSync(received)
  cpSync("/var/spool/hylafax", spool, { recursive: true, preserveTimestamps: true })
  cpSync("/etc/hylafax", join(spool, "etc"), { recursive: true })
  // The copy belongs to root; in the original most of it is the fax user's.
  spawnSync("chown", ["-R", "uucp:uucp", spool])
  for (const path of [folder, spool]) chmodSync(path, 0o755)
  chownSync(folder, uid, gid)
  const cache = join(spool, "etc/setup.cache")
  writeFileSync(cache, readFileSync(cache, "utf8").replace(/^SPOOL=.*$/m, `SPOOL='${spool}'`))
  const write = (path, text) => {
    writeFileSync(join(spool, path), text)
    chownSync(join(spool, path), uid, gid)
  }
  write("etc/config", serverConfig(folder))
  write("etc/dialrules.line", dialRules)
  for (const sender of senders) {
    write(`etc/config.${sender}`, modemConfig(folder, "TEST LINE"))
  }
  write(`etc/config.${receiver}`, modemConfig(folder, "TEST INBOX") + receivingConfig)
  const admin = spawnSync("openssl", ["passwd", "-6", adminPassword], {
    encoding: "utf8"
  }).stdout.trim()
  write("etc/hosts.hfaxd", `^[a-z]*@localhost$:21::${admin}\n127.0.0.1:21::${admin}\n`)
  chmodSync(join(spool, "etc/hosts.hfaxd"), 0o600)

  const running = new Map()
  const launch = (name, program, args) => {
    const out = openSync(name === "exchange" ? events : join(folder, `${name}.log`), "a")
    const child = spawn(program, args, { cwd: folder, stdio: ["ignore", out, out] })
    closeSync(out)
    running.set(name, child)
    return child
  }
  const isUp = (child) => child.exitCode === null && child.signalCode === null
  const end = async (name, signal = "SIGTERM") => {
    const child = running.get(name)
    if (child === undefined) return
    running.delete(name)
    const below = descendants(child.pid)
    const gone = isUp(child) ? new Promise((resolve) => child.once("exit", resolve)) : undefined
    for (const pid of [...below, child.pid]) {
      try {
        process.kill(pid, signal)
      } catch {
        // It was faster.
      }
    }
    if (gone === undefined) return
    const force = setTimeout(() => child.kill("SIGKILL"), 3000)
    await gone
    clearTimeout(force)
    for (const pid of below) {
      try {
        process.kill(pid, "SIGKILL")
      } catch {
        // It is gone, as it should be.
      }
    }
  }

  const startFaxq = async () => {
    rmSync(join(spool, "FIFO"), { force: true })
    const { pid } = launch("faxq", "/usr/sbin/faxq", ["-q", spool, "-D"])
    // What is written before it reads its pipe is lost, and a modem that it never heard of is never used.
    await until("faxq", () => isOpen(pid, join(spool, "FIFO")))
    for (const sender of senders) {
      spawnSync("/usr/lib/hylafax/bin/faxmodem", ["-q", spool, "-c", abilities, sender])
    }
  }
  const startHfaxd = async () => {
    launch("hfaxd", "/usr/sbin/hfaxd", ["-q", spool, "-d", "-l", "127.0.0.1", "-i", `${port}`])
    await until("hfaxd", () => answers(port))
  }
  const starts = { faxq: startFaxq, hfaxd: startHfaxd }

  launch("exchange", join(programs, "exchange"), [
    "-o",
    received,
    "-u",
    `${uid}`,
    ...modems.map((name) => `/dev/${name}`)
  ])
  await until("the exchange", () => modems.every((name) => existsSync(`/dev/${name}`)))
  await startFaxq()
  await startHfaxd()
  if (receiving) {
    const getty = ["faxgetty", "/usr/sbin/faxgetty", ["-q", spool, receiver]]
    launch(...getty)
  }

  return {
    host: "127.0.0.1",
    port,
    spool,
    /** Where the fax machines keep what they receive. */
    receivedFolder: received,
    senders,
    events: () =>
      readFileSync(events, "utf8")
        .split("\n")
        .filter((line) => line.endsWith("}"))
        .map((line) => JSON.parse(line)),
    received: () =>
      readdirSync(received)
        .sort()
        .map((name) => join(received, name)),
    /** The devices are gone, as when somebody pulls the cables; `plugIn` brings them back. */
    unplug: () => {
      for (const sender of senders) {
        symlinkSync(readlinkSync(`/dev/${sender}`), join(folder, sender))
        rmSync(`/dev/${sender}`)
      }
    },
    plugIn: () => {
      for (const sender of senders) {
        symlinkSync(readlinkSync(join(folder, sender)), `/dev/${sender}`)
        rmSync(join(folder, sender))
      }
    },
    /** `faxq` dies with the calls below it. */
    kill: (name) => end(name, "SIGKILL"),
    restart: (name) => starts[name](),
    /** A command of one line for each fax that comes in. */
    onReceived: (command) => {
      writeFileSync(join(spool, "bin/faxrcvd-line"), `#!/bin/sh\n${command}\n`)
      chmodSync(join(spool, "bin/faxrcvd-line"), 0o755)
      appendFileSync(join(spool, `etc/config.${receiver}`), "FaxRcvdCmd: bin/faxrcvd-line\n")
    },
    stop: async () => {
      for (const name of ["faxgetty", "hfaxd", "faxq", "exchange"]) await end(name)
      clearInterval(watching)
      const gone = new Promise((resolve) => kept.once("exit", resolve))
      kept.stdin.end()
      await gone
    }
  }
}

const [, script] = process.argv
if (script !== undefined && realpathSync(script) === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      receiving: { type: "boolean", default: false },
      port: { type: "string", default: "4559" }
    }
  })
  const { receiving } = values
  const { host, port, receivedFolder, stop } = await startHylafax({
    receiving,
    port: Number(values.port),
    outlivesParent: true
  })
  console.log(`${host}:${port}\n${receivedFolder}`)
  const end = () => stop().then(() => process.exit(0))
  process.once("SIGINT", end)
  process.once("SIGTERM", end)
}
