/** What is missing for the line on this machine, if anything is. */
export declare const missingForLine: () => string | undefined
/** The folder with the programs `exchange` and `faxThrough`, built if they are not. */
export declare const buildLine: () => string
