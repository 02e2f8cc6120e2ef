/** Applications, certificates, keys and authorities as the description of the API tells them. */
import { RefusalCodeShape } from '@lienthong/edge';
import { z } from 'zod';
import { branches, roles } from '../ledger/deeds.js';
import type { ApplicationView, CertificateView } from '../views.js';

const Time = z.string().meta({ format: 'date-time' });

const ApplicationShape: z.ZodType<ApplicationView> = z
  .strictObject({
    id: z.string(),
    state: z.enum(['waiting', 'issued', 'declined']),
    branch: z.enum(branches),
    ...{ kind: z.string(), agency: z.string(), commonName: z.string(), at: Time },
    ...{ reason: z.exactOptional(z.string()), serial: z.exactOptional(z.string()) },
    certificate: z.exactOptional(z.string()).meta({ description: 'Base64 DER' }),
  })
  .meta({ id: 'Application' });

const RefusedShape = z
  .strictObject({
    refusal: z.strictObject({
      code: RefusalCodeShape,
      detail: z.string(),
      where: z.exactOptional(z.string()),
    }),
  })
  .meta({ id: 'RefusedApplication' });

export const CertificateShape: z.ZodType<CertificateView> = z
  .strictObject({
    ...{ serial: z.string(), authority: z.string(), kind: z.string(), agency: z.string(), commonName: z.string() },
    ...{ from: Time, to: Time, state: z.enum(['good', 'suspended', 'revoked', 'expired']) },
    ...{ since: z.exactOptional(Time), ground: z.exactOptional(z.string()), renews: z.exactOptional(z.string()) },
    certificate: z.string().meta({ description: 'Base64 DER' }),
  })
  .meta({ id: 'Certificate' });

const listOf = <T>(item: z.ZodType<T>, id: string) => z.strictObject({ items: z.array(item) }).meta({ id });
const pageOf = <T>(item: z.ZodType<T>, id: string) =>
  z.strictObject({ items: z.array(item), next: z.exactOptional(z.string()), more: z.boolean() }).meta({ id });

export const OutcomesShape = listOf(z.union([ApplicationShape, RefusedShape]), 'ApplicationOutcomes');
export const ApplicationsShape = listOf(ApplicationShape, 'Applications');
export const ApplicationPage = pageOf(ApplicationShape, 'ApplicationPage');
export const CertificatesShape = listOf(CertificateShape, 'Certificates');
export const CertificatePage = pageOf(CertificateShape, 'CertificatePage');

export const RoleKeyShape = z
  .strictObject({ keyId: z.string(), key: z.string(), role: z.enum(roles), name: z.string() })
  .meta({ id: 'RoleKey', description: 'Shown this once' });

const AuthorityShape = z.strictObject({
  ...{ name: z.string(), branch: z.string(), generation: z.int(), serial: z.string() },
  ...{ certificate: z.string(), list: z.string(), status: z.string() },
});
export const AuthoritiesShape = z
  .strictObject({ items: z.array(AuthorityShape), stamps: z.string() })
  .meta({ id: 'Authorities' });

export const HeadShape = z.record(z.string(), z.unknown()).meta({ id: 'JournalHead' });
