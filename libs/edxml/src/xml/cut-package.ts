/** A package without its attachments' Base64: what is parsed, and what was taken out of it. */

export interface CutPackage {
  /** Well-formed exactly if the package is: each Base64 text is replaced by `#` and its index in `encoded`. */
  readonly envelope: Buffer;
  readonly encoded: readonly Buffer[];
  /** Where each of them stood, as a place in `envelope`. */
  readonly places: readonly number[];
}
