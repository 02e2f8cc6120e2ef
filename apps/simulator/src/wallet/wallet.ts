/** The wallet of the simulated agencies: who signs with which key; keys are parsed once and kept. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FlawKit, Signer } from '@lienthong/signature';
import { readFlawKit } from './flaw-kits.js';
import { derOf, walletFile, type Folders } from './folders.js';

export class Wallet {
  private readonly signers = new Map<string, Signer>();
  private readonly kits = new Map<string, FlawKit>();

  constructor(private readonly folders: Folders) {}

  agency(code: string): Signer {
    return this.signer(code);
  }

  leader(code: string): Signer {
    return this.signer(`${code}.leader`);
  }

  flawKit(code: string): FlawKit {
    const kit = this.kits.get(code) ?? readFlawKit(this.folders, code);
    this.kits.set(code, kit);
    return kit;
  }

  private signer(who: string): Signer {
    const known = this.signers.get(who);
    if (known) return known;
    const signer = {
      key: createPrivateKey(readFileSync(walletFile(this.folders, who, 'key'))),
      certificate: derOf(readFileSync(walletFile(this.folders, who, 'certificate'), 'utf8')),
    };
    this.signers.set(who, signer);
    return signer;
  }
}
