import { Command, Flags } from "@oclif/core"

export default class Hello extends Command {
  static description = "Say hello"
  static flags = { from: Flags.string({ char: "f", required: true }) }

  async run() {
    const { flags } = await this.parse(Hello)
    this.log(`hello from ${flags.from}`)
  }
}
