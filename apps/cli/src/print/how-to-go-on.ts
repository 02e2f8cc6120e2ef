/** What a person can do with the running exchange: addresses, one agency's key, and three commands that work as printed. */
import type { DataFolder } from '../project.js';

export interface GoingOn {
  readonly urls: readonly string[];
  readonly trustUrl: string;
  readonly data: DataFolder;
  readonly agency: string;
  readonly agencyName: string;
  readonly key: string;
  /** A centre that may use the national axis' API, and where that stands; without a secret where somebody else was given the last one. */
  readonly system: { readonly code: string; readonly secret?: string; readonly path: string };
  /** The agencies that the example document is sent to: one at home, one of the centre. */
  readonly recipients: readonly string[];
  /** Official date, `YYYY-MM-DD`; a document may not be dated later. */
  readonly officialDate: string;
  readonly rehearsal: boolean;
  /** File of the authorities that clients of an exchange over TLS must know. */
  readonly authorities?: string | undefined;
  /** Official time is behind this machine's: what is dated today would be refused. */
  readonly isInThePast: boolean;
  /** A file to send along. */
  readonly file: string;
}

export function goingOnText(going: GoingOn): string {
  const [first = ''] = going.urls;
  const clock = going.rehearsal ? `This is a rehearsal: official time is ${going.officialDate} and runs on.` : '';
  const later = 'Documents dated later are refused; for today’s, start with --clock now.';
  return [
    `The exchange is up at ${going.urls.join(' and ')} (API: ${first}/api). ${clock}`.trimEnd(),
    ...(going.isInThePast ? [later] : []),
    `The authority is up at ${going.trustUrl} (API: ${going.trustUrl}/api).`,
    `The national axis' API is at ${first}${going.system.path}: ${systemText(going.system)}`,
    `Logs and keys are in ${going.data.path}. Ctrl-C stops everything.`,
    '',
    `Try it as ${going.agency} (${going.agencyName}), whose key is ${going.key}`,
    '',
    ...commands(going, first).flatMap(([title, command]) => [`  # ${title}`, `  ${command}`, '']),
  ].join('\n');
}

const systemText = ({ code, secret }: GoingOn['system']): string =>
  secret === undefined
    ? `system id ${code}, with the secret that its last \`lienthong system add ${code}\` printed`
    : `system id ${code}, secret ${secret}`;

function commands(going: GoingOn, url: string): [string, string][] {
  const trusting = going.authorities === undefined ? '' : `--cacert ${quoted(going.authorities)} `;
  const authorization = `${trusting}-H 'Authorization: Bearer ${going.key}'`;
  const metadata = JSON.stringify({
    to: going.recipients,
    code: { number: '1', notation: 'TB-VP' },
    subject: 'Thông báo thử liên thông',
    promulgation: { place: 'Thái Bình', date: going.officialDate },
  });
  const submit = `curl -sS ${authorization} -F ${quoted(`metadata=${metadata}`)} -F ${quoted(`file=@${going.file}`)} ${url}/api/v1/documents`;
  return [
    [`submit a document to ${going.recipients.join(' and ')}`, submit],
    ['read the inbox', `curl -sS ${authorization} '${url}/api/v1/inbox?limit=3'`],
    ['show the signed ratio', `curl -sS ${authorization} '${url}/api/v1/statistics/signatures?by=tier'`],
  ];
}

/** For a POSIX shell: nothing between single quotes is special but the quote itself. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
