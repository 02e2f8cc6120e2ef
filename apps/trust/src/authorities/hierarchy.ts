/** The authorities there are, as data: two generations of a root, and under each one for state and one for Party agencies. */
import type { Branch } from '../ledger/deeds.js';
import type { KeyKind } from './key-store.js';

export interface Generation {
  readonly number: number;
  /** When it began, for twenty years (Decree 68/2024, article 9). */
  readonly from: Date;
  /** Beyond 2030 2048 bits are no longer enough (NIST SP 800-57). */
  readonly keys: KeyKind;
}

/** As of the government's own: G1 of 2010, G2 of 2018, which issues what is new. */
export const generations: readonly Generation[] = [
  { number: 1, from: new Date('2010-01-01T00:00:00Z'), keys: 'rsa-2048' },
  { number: 2, from: new Date('2018-01-01T00:00:00Z'), keys: 'rsa-3072' },
];

const commonNames: Readonly<Record<Branch | 'root', string>> = {
  root: 'RootCA chuyên dùng Chính phủ',
  state: 'CA phục vụ các cơ quan Nhà nước',
  party: 'CA phục vụ các cơ quan Đảng',
};

/** `root-g2`, `state-g2`: the name in addresses and files. */
export const authorityName = (branch: Branch | 'root', generation: number): string => `${branch}-g${generation}`;

export const commonNameOf = (branch: Branch | 'root', generation: number): string =>
  `${commonNames[branch]} G${generation}`;
