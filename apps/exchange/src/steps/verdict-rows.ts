/** The verdicts on a document's signatures as rows: when each was made and judged, and what it has in common with others. */
import type { SignatureVerdict } from '@lienthong/signature';
import type { VerdictRow } from '@lienthong/store';

export function verdictRows(place: string, document: string, verdicts: readonly SignatureVerdict[]): VerdictRow[] {
  return verdicts.map(({ signingTime, evidence: { judgedAt, ...evidence }, ...rest }, index) => ({
    ...{ place, document, number: index + 1 },
    judged_at: judgedAt,
    signing_time: signingTime ?? null,
    grounds: JSON.stringify({ ...rest, evidence }),
  }));
}
