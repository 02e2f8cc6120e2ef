/** The directory's tables as TypeORM sees them; everything that is written in batches goes by statements instead. */
import { EntitySchema } from 'typeorm';

export interface PlaceRow {
  code: string;
  name: string;
  parent: string | null;
  queue: string;
  certificate: Buffer | null;
}

export interface AgencyRow {
  place: string;
  code: string;
  oldCode: string;
  name: string;
  tier: string;
  parent: string | null;
}

/** An agency as it stands in the directory; a deleted one is still known, for what is on its way back to it. */
export interface KnownAgencyRow extends AgencyRow {
  deleted: boolean;
}

export const placeTable = new EntitySchema<PlaceRow>({
  name: 'place',
  columns: {
    code: { type: 'text', primary: true },
    name: { type: 'text' },
    parent: { type: 'text', nullable: true },
    queue: { type: 'text' },
    certificate: { type: 'bytea', nullable: true },
  },
});

export const agencyTable = new EntitySchema<KnownAgencyRow>({
  name: 'agency',
  columns: {
    place: { type: 'text', primary: true },
    code: { type: 'text', primary: true },
    oldCode: { type: 'text', name: 'old_code' },
    name: { type: 'text' },
    tier: { type: 'text' },
    parent: { type: 'text', nullable: true },
    deleted: { type: 'boolean' },
  },
});
