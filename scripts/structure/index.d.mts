/** A source file: its path below `src`, and what it imports. */
export interface SourceFile {
  readonly path: string
  readonly files: ReadonlyArray<string>
  /** Names below `@faxingcenter/`. */
  readonly packages: ReadonlyArray<string>
}

export type Packages = ReadonlyMap<string, ReadonlyArray<SourceFile>>

export const readImports: () => Packages
export const findFaults: (packages: Packages) => ReadonlyArray<string>
export const draw: (packages: Packages) => string
