/** What several answers are made of, as the description of the API tells it; held to the interfaces that the code works with. */
import { RefusalCodeShape } from '@lienthong/edge';
import type { Refusal, SignatureFacts, StaffContact, TraceEntry } from '@lienthong/edxml';
import { z } from 'zod';

export const Id = z.string().meta({ format: 'uuid' });
/** ISO 8601 with zone. */
export const Time = z.string().meta({ format: 'date-time' });
/** SHA-256. */
export const Digest = z.string().meta({ pattern: '^[0-9a-f]{64}$' });
export const Code = z.string().meta({ description: 'Code of an agency or a place', examples: ['H54.07'] });

export const FactsShape: z.ZodType<SignatureFacts> = z
  .strictObject({
    declared: z.boolean(),
    present: z.boolean(),
    valid: z.boolean(),
    trusted: z.boolean(),
    verdict: z.string(),
  })
  .meta({ id: 'SignatureFacts', description: 'Four facts kept apart: present ⊇ valid ⊇ trusted' });

export const TraceEntryShape: z.ZodType<TraceEntry> = z
  .strictObject({ place: Code, at: Time })
  .meta({ id: 'TraceEntry', description: 'A place that was passed, at official time' });

/** As it is taken. */
export const Contact = z.strictObject({
  department: z.exactOptional(z.string().max(250)),
  mobile: z.exactOptional(z.string().max(20)),
  email: z.exactOptional(z.string().max(100)),
});
export const ContactShape: z.ZodType<StaffContact> = Contact.meta({
  id: 'StaffContact',
  description: 'How to reach who handles it, beside the name',
});

export const RefusalShape: z.ZodType<Refusal> = z
  .strictObject({
    code: RefusalCodeShape,
    detail: z.string(),
    where: z.exactOptional(z.string()),
  })
  .meta({ id: 'Refusal', description: 'A permanent "no"' });

/** A page of things; `id` names it in the description. */
export function pageShape<T>(item: z.ZodType<T>, id: string) {
  return z
    .strictObject({
      items: z.array(item),
      next: z.exactOptional(z.string()).meta({ description: 'Give it back as `after` to read on' }),
      more: z.boolean().meta({ description: 'More is ready at once' }),
    })
    .meta({ id });
}
