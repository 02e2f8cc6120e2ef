/** Bytes on a line of their own to an HTTP door, sent as no client would send them, and what came back. */
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** How bytes go over the line; `silent`: a part of them, and then nothing, on an open line. */
export type Manner = 'whole' | 'in pieces' | 'half' | 'broken off' | 'silent';

/** Longer than any answer takes, also to a request of which a part never comes. */
const silenceMs = 45_000;
/** Who half-closes a line gets no answer any more from Node: only done where none comes, as to a request that lacks its end. */
const patienceMs = 3_000;

export interface RawAnswer {
  /** 0 where the line was closed without an answer. */
  readonly status: number;
  /** Head and body. */
  readonly text: string;
  readonly ms: number;
}

/** @throws Error when nothing comes and the line stays open */
function sendRaw(address: string, bytes: Buffer, manner: Manner): Promise<RawAnswer> {
  const { hostname, port } = new URL(address);
  const from = performance.now();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => void write().catch(reject));
    socket.setTimeout(silenceMs, () => socket.destroy(new Error(`silence after ${bytes.toString('latin1', 0, 300)}`)));
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      // A stream of events goes on as long as it is read.
      if (/^HTTP\/1\.1 200[^]*text\/event-stream[^]*\r\n\r\n[^]*retry:/.test(textOf(chunks))) socket.destroy();
    });
    socket.once('error', (error: NodeJS.ErrnoException) =>
      ['ECONNRESET', 'EPIPE'].includes(error.code ?? '') ? end() : reject(error),
    );
    socket.once('close', end);
    const giveUp = (): void => void setTimeout(() => socket.end(), patienceMs).unref();
    function end(): void {
      const text = textOf(chunks).replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text, ms: performance.now() - from });
    }
    async function write(): Promise<void> {
      if (manner === 'whole') {
        socket.write(bytes);
        return giveUp();
      }
      if (manner === 'in pieces') {
        const size = Math.ceil(bytes.length / 5);
        for (let at = 0; at < bytes.length && socket.writable; at += size, await pause(10))
          socket.write(bytes.subarray(at, at + size));
        return giveUp();
      }
      const half = bytes.subarray(0, Math.floor(bytes.length * 0.7));
      if (manner === 'half') return void socket.end(half);
      socket.write(half);
      if (manner === 'silent') return;
      await pause(10);
      socket.resetAndDestroy();
    }
  });
}

const textOf = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('latin1');

/** A request of a storm: its bytes, and how they go over the line. */
export interface RawRequest {
  readonly bytes: Buffer;
  readonly manner: Manner;
}

/** Sends them all, so many at once; those that fall silent are sent beside the others, for nobody waits for them. */
export async function storm<Request extends RawRequest>(
  address: string,
  requests: readonly Request[],
  atOnce: number,
): Promise<{ readonly request: Request; readonly answer: RawAnswer }[]> {
  const answers: { request: Request; answer: RawAnswer }[] = [];
  async function send(some: readonly Request[], lanes: number): Promise<void> {
    let next = 0;
    const go = async (): Promise<void> => {
      for (let request = some[next++]; request !== undefined; request = some[next++]) {
        answers.push({ request, answer: await sendRaw(address, request.bytes, request.manner) });
      }
    };
    await Promise.all(Array.from({ length: lanes }, go));
  }
  const silent = requests.filter((one) => one.manner === 'silent');
  const others = requests.filter((one) => one.manner !== 'silent');
  await Promise.all([send(silent, silent.length), send(others, atOnce)]);
  return answers;
}
