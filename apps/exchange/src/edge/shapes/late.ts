/** What an administrator is answered about time limits. */
import type { LateDocument, LateStatistic } from '@lienthong/edxml';
import { z } from 'zod';
import { Code, Id, pageShape, Time } from './parts.js';
import { statisticKeyShape, statisticKeyShapes } from './places.js';

const LateStatisticShape: z.ZodType<LateStatistic> = z
  .strictObject({
    ...statisticKeyShapes,
    sent: z.int().meta({ description: 'Documents sent by agencies of the place' }),
    sentLate: z.int().meta({ description: 'Sent later than Decision 28/2018 allows after their signing' }),
    answeredLate: z.int().meta({ description: 'Received, and taken in or refused after the day of arrival' }),
    unanswered: z.int().meta({ description: 'Received, that day is over, and neither taken in nor refused yet' }),
  })
  .meta({ id: 'LateStatistic' });
export const LateStatisticsShape = z
  .strictObject({
    ...{ place: Code, by: z.array(statisticKeyShape), items: z.array(LateStatisticShape), total: LateStatisticShape },
  })
  .meta({ id: 'LateStatistics' });

const LateDocumentShape: z.ZodType<LateDocument> = z
  .strictObject({
    kind: z.enum(['sent', 'answered', 'unanswered']),
    agency: Code.meta({ description: 'Who was late: the sender, or the recipient' }),
    ...{ document: Id, sender: Code, documentId: z.string(), code: z.string(), subject: z.string() },
    ...{ typeName: z.string(), urgency: z.int() },
    since: Time.meta({ description: 'Of the signing, or of the arrival' }),
    ...{ due: Time, done: z.exactOptional(Time) },
  })
  .meta({ id: 'LateDocument' });
export const LatePage = pageShape(LateDocumentShape, 'LatePage');
