// The smallest command that oclif makes: what its own generator writes, for comparison.
import { execute } from "@oclif/core"

await execute({ dir: import.meta.url })
