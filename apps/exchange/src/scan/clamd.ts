/** clamd's protocol (clamd(8): VERSION and INSTREAM, ended by NUL) over its socket: a connection a question, answers read strictly. */
import { connect } from 'node:net';

/** A socket file, or a host and its port. */
export type ScannerAddress = { readonly path: string } | { readonly host: string; readonly port: number };

export interface ScanLimits {
  /** For a question from the connection to the end of its answer, in milliseconds. */
  readonly answerWithinMs: number;
  readonly mostBytes: number;
}

/** The scanner did not say what there is to know: what it was asked about counts as not scanned. */
export class ScannerFault extends Error {
  override readonly name = 'ScannerFault';
}

/** As they stand in the setting: `unix:/run/clamd.ctl`, `tcp://127.0.0.1:3310`, `tcp://[::1]:3310`. */
export const scannerAddressForm = /^(?:unix:(\/.+)|tcp:\/\/(?:\[([0-9A-Fa-f:]+)\]|([^\s:/[\]]+)):(\d{1,5}))$/;

export function readScannerAddress(text: string): ScannerAddress {
  const [, path, address, name, port] = scannerAddressForm.exec(text) ?? [];
  if (path !== undefined) return { path };
  const host = address ?? name;
  if (host === undefined) throw new Error(`${text} is no address of a scanner`);
  return { host, port: Number(port) };
}

const chunkBytes = 1024 * 1024;
const mostAnswerBytes = 1024;

export class Clamd {
  constructor(
    private readonly address: ScannerAddress,
    private readonly limits: ScanLimits,
  ) {}

  /** Program and signature database with its date, as clamd writes them: other words, other signatures. */
  async version(): Promise<string> {
    const said = await this.ask([Buffer.from('zVERSION\0')]);
    if (!/^ClamAV [\x20-\x7e]{1,200}$/.test(said)) throw new ScannerFault(`its version is ${quoted(said)}`);
    return said;
  }

  /** The name of what was found in a file; undefined where it is clean. Throws ScannerFault when neither is known. */
  async scan(file: Buffer): Promise<string | undefined> {
    const { mostBytes } = this.limits;
    if (file.length > mostBytes)
      throw new ScannerFault(`a file of ${file.length} bytes is larger than ${mostBytes}, the most it is given`);
    const said = await this.ask([Buffer.from('zINSTREAM\0'), ...chunksOf(file), Buffer.alloc(4)]);
    if (said === 'stream: OK') return undefined;
    const [, found] = /^stream: ([\x21-\x7e]{1,200}) FOUND$/.exec(said) ?? [];
    if (found === undefined) throw new ScannerFault(`it answered ${quoted(said)}`);
    return found;
  }

  /** The answer without its NUL. One that came before the whole question was sent is none. */
  private ask(question: readonly Buffer[]): Promise<string> {
    const { answerWithinMs } = this.limits;
    return new Promise((resolve, reject) => {
      const heard: Buffer[] = [];
      let isAsked = false;
      let fault: string | undefined;
      const socket = connect(this.address);
      const fail = (why: string) => {
        fault ??= why;
        socket.destroy();
      };
      const limit = setTimeout(() => fail(`it gave no answer within ${answerWithinMs} ms`), answerWithinMs);
      socket.on('error', ({ message }) => (fault ??= message));
      socket.on('data', (part: Buffer) => {
        heard.push(part);
        if (!isAsked) fail('it answered before it had heard everything');
        if (lengthOf(heard) > mostAnswerBytes) fail(`its answer is longer than ${mostAnswerBytes} bytes`);
      });
      socket.on('close', () => {
        clearTimeout(limit);
        const said = textOf(heard);
        const isWhole = /^[^\0]+\0$/.test(said);
        if (!isAsked) fault ??= 'it closed before it had heard everything';
        else if (!isWhole) fault ??= 'it closed without a whole answer';
        if (fault === undefined) return resolve(said.slice(0, -1));
        reject(new ScannerFault(heard.length === 0 ? fault : `${fault}, after ${quoted(said)}`));
      });
      const last = question.length - 1;
      for (const [index, part] of question.entries())
        socket.write(part, (error) => (isAsked ||= index === last && !error));
    });
  }
}

/** Each chunk after its length, four bytes, highest first. */
function chunksOf(file: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let from = 0; from < file.length; from += chunkBytes) {
    const chunk = file.subarray(from, from + chunkBytes);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    parts.push(length, chunk);
  }
  return parts;
}

const textOf = (heard: readonly Buffer[]): string => Buffer.concat(heard).toString('latin1');
const lengthOf = (heard: readonly Buffer[]): number => heard.reduce((sum, { length }) => sum + length, 0);
/** In messages to people and in logs: printable, and not for ever. */
const quoted = (said: string): string => JSON.stringify(said.slice(0, 100));
