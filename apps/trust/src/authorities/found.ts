/** The first start: makes every generation of roots and issuing authorities, and the first key of each role. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { mintKey } from '@lienthong/edge';
import { makeIssuing, makeRoot, type LevelOrder } from '@lienthong/signature';
import type { Act, TrustAuthority } from '../authority.js';
import { keepFile } from '../keep-file.js';
import { branches, roles } from '../ledger/deeds.js';
import { authorityName, commonNameOf, generations, type Generation } from './hierarchy.js';

/** Name of the keys made here, which are made anew when their file was taken away. */
const firstKeys = 'first';

export async function found(authority: TrustAuthority, act: Act): Promise<void> {
  await foundAuthorities(authority, act);
  const file = join(authority.config.DATA_DIR, 'authority', 'role-keys.json');
  if (!existsSync(file)) await admitFirst(act, file);
}

async function foundAuthorities(authority: TrustAuthority, act: Act): Promise<void> {
  const organization = authority.config.AUTHORITY_NAME;
  const missing = generations.filter(({ number }) => !act.register.authorities.has(authorityName('root', number)));
  const made = await Promise.all(missing.map((one) => makeGeneration(authority, one)));
  for (const { number, from, keys } of made) {
    const order = (branch: Level): LevelOrder => ({
      ...{ organization, from, key: keys[branch], commonName: commonNameOf(branch, number) },
    });
    const root = makeRoot(order('root'));
    const founded = levels.map((branch) => ({
      ...{ did: 'founded' as const, name: authorityName(branch, number), branch, generation: number },
      certificate: (branch === 'root' ? root : makeIssuing(root, order(branch))).certificate.toString('base64'),
    }));
    await act.record(...founded);
  }
}

const levels = ['root', ...branches] as const;
type Level = (typeof levels)[number];

async function makeGeneration(authority: TrustAuthority, { number, from, keys: kind }: Generation) {
  const keyOf = (level: Level) => authority.makeKey(authorityName(level, number), kind);
  const [root, state, party] = await Promise.all([keyOf('root'), keyOf('state'), keyOf('party')]);
  return { number, from, keys: { root, state, party } };
}

/** One key of each role, written once into a file of the owner; the journal keeps their digests only. */
async function admitFirst(act: Act, file: string): Promise<void> {
  const before = [...act.register.keys.values()].filter(({ name, isDismissed }) => name === firstKeys && !isDismissed);
  const minted = roles.map((role) => ({ role, ...mintKey() }));
  await act.record(
    ...before.map(({ keyId }) => ({ did: 'dismissed' as const, keyId })),
    ...minted.map(({ role, keyId, digest }) => ({
      ...{ did: 'admitted' as const, keyId, role, name: firstKeys },
      digest: digest.toString('hex'),
    })),
  );
  const keys = Object.fromEntries(minted.map(({ role, key }) => [role, key]));
  await keepFile(file, `${JSON.stringify(keys, undefined, 2)}\n`);
}
