/** Types of softhsm-library.mjs. */
export declare const softHsmLibrary: string | undefined;
export declare function makeTokenFolder(): string;
