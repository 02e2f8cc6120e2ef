/** The second judge of XML signatures: the xmlsec1 command. Where it is not installed, its specs are skipped by name. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pem } from './openssl.js';

export const hasXmlsec = spawnSync('xmlsec1', ['--version']).status === 0;

/** Stands in titles: a run that should have it does not pass without. */
export const withoutXmlsec = hasXmlsec ? '' : ' (skipped: no xmlsec1)';

export interface XmlsecAnswer {
  readonly isGood: boolean;
  readonly said: string;
}

const edxml = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';
/** It reads no schema: told is which elements have an Id. */
const withId = ['MessageHeader', 'Bussiness', 'edXMLBody', 'ContentTransferEncoded', 'TraceHeader'].map(
  (name) => `${edxml}:${name}`,
);
const ids = [...withId, 'http://www.w3.org/2000/09/xmldsig#:KeyInfo'].flatMap((name) => ['--id-attr:Id', name]);

interface Chain {
  readonly anchors: readonly Buffer[];
  readonly intermediates: readonly Buffer[];
}

/** `xmlsec1 --verify` of a package at a given time. */
export function xmlsecVerify(xml: Buffer, chain: Chain, at: Date): XmlsecAnswer {
  const folder = mkdtempSync(join(tmpdir(), 'lienthong-xmlsec-'));
  try {
    writeFileSync(join(folder, 'signed.xml'), xml);
    writeFileSync(join(folder, 'roots.pem'), pem('CERTIFICATE', ...chain.anchors));
    chain.intermediates.forEach((der, index) => writeFileSync(join(folder, `${index}.pem`), pem('CERTIFICATE', der)));
    const below = chain.intermediates.flatMap((_, index) => ['--untrusted-pem', `${index}.pem`]);
    const time = at.toISOString().slice(0, 19).replace('T', ' ');
    const words = ['--verify', ...ids, '--trusted-pem', 'roots.pem', ...below, '--verification-gmt-time', time];
    const { status, stdout, stderr } = spawnSync('xmlsec1', [...words, 'signed.xml'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { isGood: status === 0, said: `${stdout}${stderr}` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
