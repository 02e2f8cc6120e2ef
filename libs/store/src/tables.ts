/** The directory's rows, and the places' table as TypeORM sees it; everything that is written in batches goes by statements instead. */
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
  /** What stays as it is stored where this is absent. */
  life?: AgencyLife;
}

/** How long an agency acts and what becomes of it. */
export interface AgencyLife {
  /** `yyyy-MM-dd`, first and last day. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly successor: string | null;
  readonly aliases: readonly string[];
}

/** An agency as it stands in the directory; a deleted one is still known, for what is on its way back to it. */
export interface KnownAgencyRow extends Omit<AgencyRow, 'life'>, AgencyLife {
  readonly deleted: boolean;
  /** Version of the directory in which it came, the last time if it was away; and in which it was changed last. */
  readonly added: number;
  readonly version: number;
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
