/** The exit code of a command becomes the program's. */
export async function finish(code: Promise<number>): Promise<void> {
  process.exitCode = await code;
}
