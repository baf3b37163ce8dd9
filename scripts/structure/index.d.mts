/** A source file: its path below `src`, and what it imports. */
export interface SourceFile {
  readonly path: string
  readonly files: ReadonlyArray<string>
  /** Those of them that it exports again. */
  readonly exportedAgain?: ReadonlyArray<string>
  /** Names below `@faxingcenter/`. */
  readonly packages: ReadonlyArray<string>
}

export type Packages = ReadonlyMap<string, ReadonlyArray<SourceFile>>

export const readImports: () => Packages
/** The specifiers of what a source imports, and of what it exports again under whatever name. */
export const specifiersOf: (
  path: string,
  text: string
) => { readonly imported: ReadonlyArray<string>; readonly exportedAgain: ReadonlyArray<string> }
export const findFaults: (packages: Packages) => ReadonlyArray<string>
/** What a manifest says of other packages, by name. */
type Manifest = Readonly<
  Partial<
    Record<
      "dependencies" | "devDependencies" | "peerDependencies",
      Readonly<Record<string, string>>
    >
  >
>

/** Circles of the manifests of packages, in sentences. */
export const findCircles: (manifests: ReadonlyMap<string, Manifest>) => ReadonlyArray<string>
/** How the wire is spelled, as patterns. */
export interface WireWords {
  readonly anywhere: RegExp
  readonly path: RegExp
  readonly name: RegExp
}

/** From the texts of the tables of core/wire. */
export const wireWordsOf: (tables: {
  readonly routes: string
  readonly members: string
}) => WireWords
export const wireSpelledIn: (path: string, text: string, words: WireWords) => ReadonlyArray<string>
export const findSpelledWire: () => ReadonlyArray<string>
export const draw: (packages: Packages) => string
