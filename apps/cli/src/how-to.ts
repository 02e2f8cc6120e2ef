/** What the help of a command ends with: an example, and what its exit codes say. */

/** Exit code 2 says of every command that it could not begin. */
export interface ExitCodes {
  readonly 0: string;
  /** Absent where nothing goes wrong once it has begun. */
  readonly 1?: string;
}

const unusable = 'something given can not be used; the message says what';

/**
 * @param example what stands after `lienthong`
 * @param codes absent for a group of commands
 */
export function howTo(example: string, codes?: ExitCodes): string {
  const start = `\nExample:\n  lienthong ${example}`;
  if (codes === undefined) return start;
  const lines = Object.entries({ ...codes, 2: unusable }).map(([code, words]) => `  ${code}  ${words}`);
  return `${start}\n\nExit codes:\n${lines.join('\n')}`;
}

/** Of commands that ask an exchange or the authority. */
export const askingCodes: ExitCodes = { 0: 'done', 1: 'it was refused, or nobody answers' };
