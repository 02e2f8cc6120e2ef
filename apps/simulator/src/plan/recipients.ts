/** Who gets a document: draws without repetition from the tiers its sender writes to, and from the nodes outside. */
import type { Agency } from '@lienthong/directory';
import type { Nation } from '../nation/nation.js';
import { addresseeNames, tierNames, type AddresseeName, type Scenario } from '../scenario/scenario.js';
import { draw } from './draw.js';

interface Pool {
  readonly weight: number;
  readonly codes: readonly string[];
}

/** Draws recipients; made once a plan, because the pools of a sender are the same for all its documents. */
export class AddressBook {
  private readonly inside: readonly Agency[];
  private readonly outside: Pool;
  private readonly poolsOf = new Map<string, readonly Pool[]>();

  constructor(
    private readonly scenario: Scenario,
    nation: Nation,
    private readonly seed: number,
  ) {
    this.inside = nation.agencies.filter(({ place }) => place === nation.office);
    const weights = scenario.leaving.weights;
    const outside = nation.agencies.filter(({ place }) => place !== nation.office);
    const weightOf = ({ tier }: Agency): number =>
      tier === 'ministry' ? weights.ministry : tier === 'party' ? weights.party : weights.province;
    this.outside = {
      weight: 1,
      codes: outside.flatMap((agency) => Array.from({ length: weightOf(agency) }, () => agency.code)),
    };
  }

  /** Most recipients a document can have inside the province. */
  get insideLimit(): number {
    return this.inside.length - 1;
  }

  /** `count` codes, of which `outside` live at other nodes, in the order drawn. */
  recipients(sender: Agency, key: string, count: number, outside: number): string[] {
    const taken = new Set([sender.code]);
    const pools = this.pools(sender);
    for (let at = 0; at < count - outside; at++) take(pools, taken, [this.seed, key, 'to', at]);
    for (let at = 0; at < outside; at++) take([this.outside], taken, [this.seed, key, 'out', at]);
    taken.delete(sender.code);
    return [...taken];
  }

  private pools(sender: Agency): readonly Pool[] {
    const known = this.poolsOf.get(sender.code);
    if (known) return known;
    const tier = tierNames.find((name) => name === sender.tier);
    const weights: Partial<Record<AddresseeName, number>> = tier ? this.scenario.addressees[tier] : {};
    const named = addresseeNames.map((name) => ({ weight: weights[name] ?? 0, codes: this.codes(name, sender) }));
    /* When all named pools are used up, a broadcast goes on with whoever is left. */
    const pools = [...named, { weight: 1e-9, codes: this.inside.map(({ code }) => code) }];
    this.poolsOf.set(sender.code, pools);
    return pools;
  }

  private codes(name: AddresseeName, sender: Agency): string[] {
    const district = sender.tier === 'commune' ? sender.parent : sender.code;
    const among = this.inside.filter((agency) => {
      if (name === 'ownDistrict') return agency.code === sender.parent && agency.tier === 'district';
      if (name === 'ownCommune') return agency.tier === 'commune' && agency.parent === district;
      return agency.tier === name;
    });
    return among.map(({ code }) => code).filter((code) => code !== sender.code);
  }
}

/** Adds one code that is not taken yet: a pool by weight, a place in it by draw, then the next free one after it. */
function take(pools: readonly Pool[], taken: Set<string>, parts: readonly (string | number)[]): void {
  const open = pools.filter(({ weight, codes }) => weight > 0 && codes.some((code) => !taken.has(code)));
  let left = draw(...parts, 'pool') * open.reduce((sum, { weight }) => sum + weight, 0);
  const pool = open.find(({ weight }) => (left -= weight) < 0) ?? open.at(-1);
  if (!pool) throw new Error(`no recipient is left to draw for ${parts.join(' ')}`);
  const from = Math.floor(draw(...parts, 'one') * pool.codes.length);
  for (let step = 0; step < pool.codes.length; step++) {
    const code = pool.codes[(from + step) % pool.codes.length];
    if (code === undefined || taken.has(code)) continue;
    taken.add(code);
    return;
  }
}
