/** Everything that `fax` answers without running a command, made when it is bundled. */
export interface Answers {
  readonly version: string
  /** `fax --help`. */
  readonly overview: string
  /** The help of each command, by its name, and of each group of commands, by its first word. */
  readonly commands: Readonly<Record<string, string>>
  /** `fax help TOPIC`. */
  readonly topics: Readonly<Record<string, string>>
}
