/** One thing that happened at the exchange; `t` is in seconds. */
export interface ExchangeEvent {
  readonly t: number
  readonly event: string
  readonly call?: number
  readonly number?: string
  /** How a fax machine was done: 0 is that all went well. */
  readonly code?: number
}

export type Daemon = "faxq" | "hfaxd"

export interface PrivateHylafax {
  readonly host: string
  readonly port: number
  /** Its spool folder. */
  readonly spool: string
  /** Where the fax machines of the exchange keep what they receive. */
  readonly receivedFolder: string
  /** The modems that call, as HylaFAX names them; its name for all of them is `senders`. */
  readonly senders: ReadonlyArray<string>
  /** What the exchange itself saw. */
  readonly events: () => ReadonlyArray<ExchangeEvent>
  /** The TIFFs that the fax machines of the exchange have received, in the order of the calls. */
  readonly received: () => ReadonlyArray<string>
  readonly unplug: () => void
  readonly plugIn: () => void
  /** Ends one at once; `faxq` with the calls below it. */
  readonly kill: (name: Daemon) => Promise<void>
  readonly restart: (name: Daemon) => Promise<void>
  /** What the receiving modem runs for each fax, before the modem is looked at for the first time. */
  readonly onReceived: (command: string) => void
  readonly stop: () => Promise<void>
}

export declare const adminPassword: string

/** What is missing for it on this machine, if anything is. */
export declare const missingForHylafax: () => string | undefined
export declare const startHylafax: (options?: {
  /** Modems that call; 1 unless given. */
  readonly lines?: number
  /** With another modem that answers at the number ending in 10. */
  readonly receiving?: boolean
  readonly port?: number
  /** It stays when the parent of this process is gone; else it is cleared away then. */
  readonly outlivesParent?: boolean
}) => Promise<PrivateHylafax>
