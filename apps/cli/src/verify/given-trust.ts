/** Whom the person trusts: roots, authorities and their word on revocation, from files, folders or a deployment's data folder. */
import { hash, X509Certificate } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadTrust, policies, type PathRules, type Trust } from '@lienthong/signature';
import { CommandFault } from '../command-fault.js';
import { dataFolder } from '../project.js';
import { filesAt, orFault, structuresIn } from './read-input.js';

export interface TrustOptions {
  readonly trust?: readonly string[];
  readonly intermediate?: readonly string[];
  readonly crl?: readonly string[];
  readonly ocsp?: readonly string[];
  /** `strict`, the profile of the exchange, where none is named. */
  readonly policy?: keyof typeof policies;
  readonly data?: string;
}

export interface GivenTrust {
  readonly trust: Trust;
  /** Certificates of no authority (places'), DER by their SHA-256 in hex: what receipts are judged by. */
  readonly certificates: ReadonlyMap<string, Buffer>;
}

/** One structure, DER, and where it was read. */
interface Source {
  readonly file: string;
  readonly der: Buffer;
}

type Kind = 'anchors' | 'intermediates' | 'crls' | 'ocsp';

interface FileKind {
  readonly label: string;
  readonly endings: readonly string[];
  readonly advice: string;
}

const certificateFile = { label: 'CERTIFICATE', endings: ['.pem', '.crt', '.cer', '.der'] };

const kinds: Readonly<Record<Kind, FileKind>> = {
  anchors: {
    ...certificateFile,
    advice: 'Name self-signed root certificates with --trust, and the authorities below them with --intermediate.',
  },
  intermediates: {
    ...certificateFile,
    advice: 'Name certificates of issuing authorities or of places with --intermediate, in PEM or DER.',
  },
  crls: {
    label: 'X509 CRL',
    endings: ['.crl', '.pem', '.der'],
    advice: 'Name revocation lists with --crl, and the authorities that signed them with --trust or --intermediate.',
  },
  ocsp: {
    label: 'OCSP RESPONSE',
    endings: ['.ocsp', '.der'],
    advice: 'Name OCSP answers with --ocsp, in DER, and the authorities they speak for with --trust or --intermediate.',
  },
};

/** @throws CommandFault that names the file that can not be used */
export function givenTrust(options: TrustOptions): GivenTrust {
  const data = dataFolder(options.data);
  if (options.trust === undefined && !existsSync(data.trust)) {
    throw new CommandFault(
      `Nobody is trusted: ${data.path} holds no deployment. Name root certificates with --trust, or its folder with --data.`,
    );
  }
  const roots = options.trust ?? [data.trust];
  const folders = roots.filter(isTrustFolder);
  const inFolders = (name: string): string[] => folders.map((folder) => join(folder, name));
  const below = sourcesAt('intermediates', [...inFolders('intermediates.pem'), ...(options.intermediate ?? [])]);
  const sources = {
    anchors: sourcesAt('anchors', [...inFolders('anchors.pem'), ...roots.filter((path) => !isTrustFolder(path))]),
    intermediates: below.filter(isAuthority),
    crls: sourcesAt('crls', [...inFolders('crls'), ...(options.crl ?? [])]),
    ocsp: sourcesAt('ocsp', options.ocsp ?? []),
  };
  const places = options.trust === undefined ? placesIn(data.places) : [];
  const others = [...below.filter((source) => !isAuthority(source)), ...sourcesAt('intermediates', places)];
  return {
    trust: usable(sources, policies[options.policy ?? 'strict']),
    certificates: new Map(others.map(({ der }) => [hash('sha256', der, 'hex'), der])),
  };
}

/** Laid out as the trust folder of a deployment. */
const isTrustFolder = (path: string): boolean => existsSync(join(path, 'anchors.pem'));

function placesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const codes = orFault(folder, 'Name whom you trust with --trust.', () => readdirSync(folder));
  return codes.map((code) => join(folder, code, 'certificate.pem')).filter((file) => existsSync(file));
}

function sourcesAt(kind: Kind, paths: readonly string[]): Source[] {
  const { label, endings, advice } = kinds[kind];
  return paths
    .flatMap((path) => filesAt(path, endings, advice))
    .flatMap((file) => structuresIn(file, label, advice).map((der) => ({ file, der })));
}

function isAuthority({ file, der }: Source): boolean {
  try {
    return new X509Certificate(der).ca;
  } catch (error) {
    const words = `${file} can not be read as a certificate: ${(error as Error).message}`;
    throw new CommandFault(`${words}. ${kinds.intermediates.advice}`, 2, { cause: error });
  }
}

type Sources = Readonly<Record<Kind, readonly Source[]>>;

const nothing: Sources = { anchors: [], intermediates: [], crls: [], ocsp: [] };

function usable(sources: Sources, policy: PathRules): Trust {
  try {
    return load(sources, policy);
  } catch (error) {
    const words = `The certificates, lists and answers can not be used together: ${(error as Error).message}`;
    throw culprit(sources, policy) ?? new CommandFault(words, 2, { cause: error });
  }
}

const load = ({ anchors, intermediates, crls, ocsp }: Sources, policy: PathRules): Trust => {
  const given = { anchors: ders(anchors), intermediates: ders(intermediates), crls: ders(crls), ocsp: ders(ocsp) };
  return loadTrust(given, undefined, policy);
};

const ders = (sources: readonly Source[]): Buffer[] => sources.map(({ der }) => der);

/** The library knows no files: each is tried alone, lists and answers beside the authorities. */
function culprit({ anchors, intermediates, crls, ocsp }: Sources, policy: PathRules): CommandFault | undefined {
  const authorities = { ...nothing, anchors, intermediates };
  const firstUnusable = unusableBy(policy);
  return (
    firstUnusable(nothing, 'anchors', anchors) ??
    firstUnusable(nothing, 'intermediates', intermediates) ??
    firstUnusable(authorities, 'crls', crls) ??
    firstUnusable(authorities, 'ocsp', ocsp)
  );
}

const unusableBy =
  (policy: PathRules) =>
  (beside: Sources, kind: Kind, sources: readonly Source[]): CommandFault | undefined => {
    for (const source of sources) {
      try {
        load({ ...beside, [kind]: [source] }, policy);
      } catch (error) {
        const words = `${source.file} can not be used: ${(error as Error).message}`;
        return new CommandFault(`${words}. ${kinds[kind].advice}`, 2, { cause: error });
      }
    }
    return undefined;
  };
