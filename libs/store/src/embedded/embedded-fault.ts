/** The one error of the embedded PostgreSQL: a code to act on and a message that says what to do next. */
export type EmbeddedFaultCode =
  'instance-alive' | 'platform-unsupported' | 'folder-unusable' | 'account-missing' | 'initdb-failed' | 'start-failed';

export class EmbeddedFault extends Error {
  constructor(
    readonly code: EmbeddedFaultCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'EmbeddedFault';
  }
}
