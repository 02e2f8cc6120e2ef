/** Clients that go on submitting while a server under the exchange goes away, and keep every answer just as it came. */
import { setTimeout as pause } from 'node:timers/promises';
import { makePackage } from '../support/network.js';

export interface Answered {
  readonly status: number;
  readonly code: string | undefined;
  readonly retryAfter: string | null;
  readonly type: string | null;
  /** Of the package submitted. */
  readonly documentId: string;
}

const lanes = 6;
/** Between two submissions of one lane, in milliseconds: a flood that leaves the process air to breathe. */
const betweenMs = 15;

export class Flood {
  readonly answers: Answered[] = [];
  private isStopped = false;
  private readonly loops: Promise<void>[];

  constructor(
    private readonly address: string,
    private readonly key: string,
    private readonly recipients: readonly string[],
  ) {
    this.loops = Array.from({ length: lanes }, (_, lane) => this.run(lane));
  }

  get accepted(): string[] {
    return this.answers.filter(({ status }) => status === 202).map(({ documentId }) => documentId);
  }

  /** Answers of each status, in words for a failing test. */
  count(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { status, code } of this.answers) {
      const name = code === undefined ? String(status) : `${status} ${code}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await Promise.all(this.loops);
  }

  private async run(lane: number): Promise<void> {
    for (let number = 0; !this.isStopped; number++) {
      const documentId = `H54.01,2020/03/02,${lane}.${number}/CV`;
      this.answers.push(await submitRaw(this.address, this.key, documentId, this.recipients));
      await pause(betweenMs);
    }
  }
}

/** One submission with everything its answer says. Rejects when there is no answer at all. */
export async function submitRaw(
  address: string,
  key: string,
  documentId: string,
  to: readonly string[],
): Promise<Answered> {
  const body = new Uint8Array(
    makePackage({ from: 'H54.01', to, documentId, change: { code: { number: documentId.slice(-8), notation: 'CV' } } }),
  );
  return {
    ...(await ask(address, key, '/api/v1/documents', { method: 'POST', body, type: 'application/edxml' })),
    documentId,
  };
}

export async function ask(
  address: string,
  key: string,
  path: string,
  { method = 'GET', body, type }: { method?: string; body?: string | Uint8Array; type?: string } = {},
): Promise<Omit<Answered, 'documentId'>> {
  const headers = { authorization: `Bearer ${key}`, ...(type === undefined ? {} : { 'content-type': type }) };
  const answer = await fetch(`${address}${path}`, {
    method,
    headers,
    body: body ?? null,
    signal: AbortSignal.timeout(20_000),
  });
  const text = await answer.text();
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
  return {
    status: answer.status,
    code: isProblem ? (JSON.parse(text) as { code: string }).code : undefined,
    retryAfter: answer.headers.get('retry-after'),
    type: answer.headers.get('content-type'),
  };
}
