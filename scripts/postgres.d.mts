export interface PrivatePostgres {
  readonly url: string
  readonly start: () => Promise<void>
  readonly kill: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Whether it is there, or may be installed. */
export declare const isInstallable: () => boolean
export declare const startPostgres: () => Promise<PrivatePostgres>
