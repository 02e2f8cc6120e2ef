/** Stands between an exchange and its scanner: notes each file that was given to it and what it answered, and changes nothing. */
import { createHash } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { readScannerAddress } from '../../apps/exchange/src/scan/clamd.js';

const begin = Buffer.from('zINSTREAM\0');

export class ScannerWitness {
  /** What the scanner last said of a file, by its SHA-256 in hex: `stream: OK`. */
  readonly verdicts = new Map<string, string>();

  private constructor(
    private readonly scanner: string,
    private readonly server: Server,
  ) {}

  /** @param scanner as the setting SCANNER has it */
  static async before(scanner: string): Promise<ScannerWitness> {
    const server = createServer();
    const witness = new ScannerWitness(scanner, server);
    server.on('connection', (near) => witness.join(near));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return witness;
  }

  /** As the setting SCANNER has it. */
  get address(): string {
    return `tcp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<unknown> {
    return new Promise((resolve) => this.server.close(resolve));
  }

  private join(near: Socket): void {
    const far = connect(readScannerAddress(this.scanner));
    const [asked, said]: [Buffer[], Buffer[]] = [[], []];
    near.on('data', (part) => asked.push(part)).on('error', () => far.destroy());
    far.on('data', (part: Buffer) => said.push(part)).on('error', () => near.destroy());
    far.on('end', () => this.note(Buffer.concat(asked), Buffer.concat(said).toString().replace('\0', '')));
    near.pipe(far).pipe(near);
  }

  private note(question: Buffer, answer: string): void {
    if (!question.subarray(0, begin.length).equals(begin)) return;
    const hash = createHash('sha256');
    for (let at = begin.length; at < question.length;) {
      const length = question.readUInt32BE(at);
      hash.update(question.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
    this.verdicts.set(hash.digest('hex'), answer);
  }
}
