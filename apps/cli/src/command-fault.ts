/** Why a command ends early: a message for the person at the terminal, without a stack, and the exit code. */
export class CommandFault extends Error {
  override readonly name = 'CommandFault';

  /** @param exitCode 2 when the command can not begin (usage, start-up), 1 when it began and failed */
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 2,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
