/** What an operator and an administrator are answered: keys, the clock, dead messages, the directory, statistics, books. */
import type { Agency, AgencyChange } from '@lienthong/directory';
import type { Books, MintedKey, MintedSystem, SignatureStatistic, SystemView } from '@lienthong/edxml';
import { z } from 'zod';
import { Code, Digest, Id, pageShape, Time } from './parts.js';

const MintedKeyShape: z.ZodType<MintedKey> = z
  .strictObject({ agency: Code, keyId: z.string(), key: z.string(), expiresAt: z.exactOptional(Time) })
  .meta({ id: 'MintedKey', description: 'Shown this once' });
export const MintedKeysShape = z.strictObject({ keys: z.array(MintedKeyShape) }).meta({ id: 'MintedKeys' });

export const ClockShape = z.strictObject({ now: Time }).meta({ id: 'OfficialTime' });

const DeadMessageShape = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['document', 'status', 'act', 'outcome']),
    ...{ document: Id, place: Code, neighbour: Code, reason: z.string(), at: Time },
  })
  .meta({
    id: 'DeadMessage',
    description: 'It waits at `place`, meant for `neighbour`, with the reason of its last attempt',
  });
export const DeadPage = pageShape(DeadMessageShape, 'DeadPage');

export const ResentShape = z.strictObject({ id: z.string() }).meta({ id: 'Resent' });

export const ImportShape = z
  .strictObject({
    added: z.int(),
    changed: z.int(),
    refused: z.array(z.strictObject({ line: z.int(), reason: z.string() })),
  })
  .meta({ id: 'DirectoryImport' });

export const TierShape = z.enum(['province', 'department', 'district', 'commune', 'ministry', 'party']);
const Day = z.string().meta({ format: 'date' });

const AgencyShape: z.ZodType<Agency> = z
  .strictObject({
    code: Code,
    oldCode: z.string(),
    name: z.string(),
    tier: TierShape,
    place: Code,
    parent: z.exactOptional(Code),
    validFrom: z.exactOptional(Day),
    validTo: z.exactOptional(Day).meta({ description: 'The last day on which it takes documents' }),
    successor: z.exactOptional(Code),
    aliases: z.exactOptional(z.array(z.string())),
  })
  .meta({ id: 'Agency' });
export const AgencyPage = pageShape(AgencyShape, 'AgencyPage');

const ChangeShape: z.ZodType<AgencyChange> = z
  .strictObject({ change: z.enum(['added', 'changed', 'ended', 'removed']), agency: AgencyShape })
  .meta({
    id: 'AgencyChange',
    description:
      'A copy drops what was removed and puts in all others; what has ended stands in the list with its last day',
  });
export const ChangesShape = z
  .strictObject({
    items: z.array(ChangeShape),
    version: z.string().meta({ description: 'Keep it, and give it back as `since`' }),
    more: z.boolean().meta({ description: 'Whether there is more already' }),
  })
  .meta({ id: 'DirectoryChanges' });

const counts = { sent: z.int(), declared: z.int(), present: z.int(), valid: z.int(), trusted: z.int() };
export const statisticKeyShape = z.enum(['month', 'agency', 'tier', 'type']);
/** Those that were asked for. */
export const statisticKeyShapes = {
  month: z.exactOptional(z.string()),
  ...{ agency: z.exactOptional(Code), tier: z.exactOptional(z.string()), type: z.exactOptional(z.string()) },
};

const StatisticShape: z.ZodType<SignatureStatistic> = z
  .strictObject({
    ...statisticKeyShapes,
    ...counts,
    signedRatio: z.number().nullable().meta({ description: 'trusted ÷ sent; null where nothing was sent' }),
  })
  .meta({ id: 'SignatureStatistic' });
export const StatisticsShape = z
  .strictObject({ place: Code, by: z.array(statisticKeyShape), items: z.array(StatisticShape), total: StatisticShape })
  .meta({ id: 'SignatureStatistics' });

const BooksShape: z.ZodType<Books> = z
  .strictObject({
    ...{ place: Code, agency: z.exactOptional(Code), documents: z.int(), accepted: z.int(), delivered: z.int() },
    ...{ refused: z.int(), expired: z.int(), dead: z.int(), inFlight: z.int(), statuses: z.int() },
  })
  .meta({ id: 'Books' });
export const BooksAnswerShape = z
  .strictObject({ items: z.array(BooksShape), total: BooksShape, oldestInFlight: Time.nullable() })
  .meta({ id: 'BooksAnswer' });

const mode = z.enum(['compatible', 'hardened']);
const systemExtras = {
  clientCertificate: z.exactOptional(Digest),
  aliases: z.exactOptional(z.array(z.string())).meta({ description: 'Its other names' }),
  mayRegister: z
    .exactOptional(z.boolean())
    .meta({ description: 'Whether it may register agencies where only hardened systems may' }),
};
export const MintedSystemShape: z.ZodType<MintedSystem> = z
  .strictObject({ code: Code, mode, ...systemExtras, secret: z.string(), path: z.string() })
  .meta({ id: 'MintedSystem', description: 'The secret is shown this once' });
const SystemShape: z.ZodType<SystemView> = z
  .strictObject({ code: Code, mode, ...systemExtras, createdAt: Time })
  .meta({ id: 'System', description: 'A centre that may use the API of the national axis' });
export const SystemsShape = z.strictObject({ items: z.array(SystemShape) }).meta({ id: 'Systems' });
