/** What a scenario file must say, and the plain values the planning reads from it. */
import { z } from 'zod';

/** A value with where it comes from: `source`, or `assumed` with the reason, or both where a published value is stretched. */
function sourced<T extends z.ZodType>(value: T) {
  return z
    .strictObject({ value, source: z.string().min(1).optional(), assumed: z.string().min(1).optional() })
    .refine(({ source, assumed }) => source !== undefined || assumed !== undefined, {
      message: 'has neither "source" nor "assumed"; every number says where it comes from',
    })
    .transform((entry) => (entry as { value: z.output<T> }).value);
}

const count = z.int().min(0);
const weight = z.number().min(0);
const share = z.number().min(0).max(1);
const date = z.iso.date();

/** A list of choices whose shares add up to one. */
function shares<T extends z.ZodRawShape>(fields: T) {
  return z
    .array(z.strictObject({ ...fields, share }))
    .min(1)
    .refine((list) => Math.abs(list.reduce((sum, entry) => sum + (entry as { share: number }).share, 0) - 1) < 1e-6, {
      message: 'shares do not add up to 1',
    });
}

const tier = z.strictObject({
  agencies: sourced(count.min(1)),
  weight: sourced(weight),
  signedShare: z.union([z.literal('solved'), sourced(share)], {
    error: 'is neither "solved" nor a share with its source',
  }),
  leadersSigning: sourced(count),
});

export const tierNames = ['province', 'department', 'district', 'commune'] as const;
export type TierName = (typeof tierNames)[number];

/** Whom a tier writes to; `own…` means inside the sender's own district. */
export const addresseeNames = [...tierNames, 'ownDistrict', 'ownCommune'] as const;
export type AddresseeName = (typeof addresseeNames)[number];

export const flawNames = [
  'claims-only',
  'placeholder',
  'altered-bytes',
  'wrong-key',
  'other-agency',
  'unknown-issuer',
  'expired-certificate',
  'revoked',
] as const;
/** `claims-only` says it is signed and carries no signature; the others are flaws of the signature library. */
export type Flaw = (typeof flawNames)[number];

const fields = {
  name: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().min(1),
  province: z.string().regex(/^H\d{2}$/),
  /** How the exchange must treat flawed signatures for this scenario. */
  signaturePolicy: z.enum(['enforce', 'observe']),
  /** Where signatures stand: inside the PDF (PAdES), or in files beside it (CMS). Planted flaws always stand beside it. */
  signatureForm: sourced(z.enum(['pdf', 'detached'])),
  period: sourced(z.strictObject({ from: date, to: date })),
  closedDays: sourced(z.array(date)),
  workingDays: sourced(count.min(1)),
  documents: z.strictObject({ sent: sourced(count.min(1)), signed: sourced(count) }),
  tiers: z.strictObject({ province: tier, department: tier, district: tier, commune: tier }),
  communesPerDistrict: sourced(z.array(count.min(1)).min(1)),
  spreadWithinTier: sourced(share),
  fanOut: z.strictObject({
    mean: sourced(z.number().min(1)),
    shape: sourced(z.array(z.strictObject({ recipients: count.min(2), share })).min(1)),
    communesUpTo: sourced(count.min(1)),
  }),
  leaving: z.strictObject({
    share: sourced(share),
    documentsUpTo: sourced(count.min(1)),
    weights: sourced(z.strictObject({ ministry: weight, province: weight, party: weight })),
  }),
  addressees: sourced(z.record(z.enum(tierNames), z.partialRecord(z.enum(addresseeNames), weight))),
  /** Share of sending agencies whose software writes agency codes in their old form. */
  oldCodes: sourced(share),
  hours: sourced(shares({ hour: count.max(23) })),
  urgency: sourced(shares({ urgency: count.max(4) })),
  kinds: sourced(shares({ type: count.min(1), name: z.string().min(1), abbreviation: z.string() })),
  sizes: sourced(shares({ paragraphs: count.min(1) })),
  answers: z.strictObject({
    neverRegistered: sourced(share),
    refused: sourced(share),
    refusalReasons: z.array(z.string().min(1).max(1000)).min(1),
    goOn: sourced(z.strictObject({ assigned: share, inHandling: share, finished: share })),
  }),
  flaws: sourced(z.array(z.strictObject({ flaw: z.enum(flawNames), share }))),
  /** Codes of the agencies that plant the flaws. */
  flawsPlantedBy: z.array(z.string().regex(/^[A-Z]\d{2}(\.\d{2})*$/)),
};

export const scenarioSchema = z.strictObject(fields);
export type Scenario = z.output<typeof scenarioSchema>;
