/** The command `lienthong`: what can be asked, with an example each. The commands themselves are loaded when asked for. */
import { Command, CommanderError, Option } from 'commander';
import { clockOf, keysOf, monthOf, statisticKeys, timeOf, wholeNumber } from './arguments.js';
import { addCertificates } from './certificates/commands.js';
import { addEdxml } from './edxml/commands.js';
import { finish } from './finish.js';
import { askingCodes, howTo } from './how-to.js';
import { shownLines } from './print/shown-text.js';
import { projectVersion } from './project.js';

const dataOption = (): Option => new Option('--data <folder>', 'data folder (default: .data in the project)');
const urlOption = (): Option =>
  new Option('--url <url>', 'address of an exchange (default: the one of the data folder)');
const keyOption = (): Option => new Option('--key <key>', "API key (default: the operator's, kept in the data folder)");

/** Largest port that leaves room for the ports of further processes. */
const maxPort = 65_000;

function addStart(program: Command): void {
  program
    .command('start')
    .description('start the exchange, replay a scenario, print its report, and stay up')
    .option('--scenario <name>', 'scenario to replay, or none (default: thai-binh-2020h1)')
    .option('--documents <n>', 'replay a sample of this many documents', wholeNumber(1, 10_000_000))
    .option('--seed <s>', 'seed of everything drawn by chance (default: 1)', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option('--exit', 'end after the report; exit code 0 only if the books balance')
    .option('--json <file>', 'write the report as JSON into this file')
    .addOption(dataOption())
    .option('--fresh', 'empty the database first; keys are kept')
    .option(
      '--clock <time>',
      'official time, which only goes forward: now, a day, or a time with its zone (default: of a new folder the first day of its scenario, and now with --scenario none)',
      clockOf,
    )
    .option('--port <p>', 'port of the first process; further ones take the next', wholeNumber(1, maxPort), 8080)
    .option(
      '--processes <n>',
      'number of exchange processes; of several the last one carries what travels',
      wholeNumber(1, 64),
      2,
    )
    .addHelpText(
      'after',
      howTo('start --documents 2000 --exit --json report.json', {
        0: 'the books balance, or it was ended with Ctrl-C while it was up',
        1: 'they do not, or it failed',
      }),
    )
    .action(async (options) => finish((await import('./commands/start.js')).start(options)));
}

function addRatio(program: Command): void {
  program
    .command('ratio')
    .description('show how many documents are really signed')
    .addOption(new Option('--by <keys>', `lines by some of ${statisticKeys.join(',')}`).argParser(keysOf))
    .option('--from <month>', 'first month, YYYY-MM', monthOf)
    .option('--to <month>', 'last month, YYYY-MM', monthOf)
    .addOption(new Option('--json', 'print JSON').conflicts('csv'))
    .option('--csv', 'print CSV')
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(dataOption())
    .addHelpText('after', howTo('ratio --by month,tier --from 2020-01 --to 2020-06', askingCodes))
    .action(async (options) => finish((await import('./commands/ratio.js')).ratio(options)));
}

function addLate(program: Command): void {
  program
    .command('late')
    .description('show what was sent or taken up later than Decision 28/2018 and Decree 30/2020 allow')
    .addOption(new Option('--by <keys>', `lines by some of ${statisticKeys.join(',')}`).argParser(keysOf))
    .option('--from <month>', 'first month, YYYY-MM', monthOf)
    .option('--to <month>', 'last month, YYYY-MM', monthOf)
    .addOption(
      new Option('--documents <kind>', 'the documents behind one of the counts')
        .choices(['sent', 'answered', 'unanswered'] as const)
        .conflicts('by'),
    )
    .addOption(new Option('--json', 'print JSON').conflicts('csv'))
    .option('--csv', 'print CSV')
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(dataOption())
    .addHelpText('after', howTo('late --by month,agency --from 2020-01 --to 2020-06', askingCodes))
    .action(async (options) => finish((await import('./commands/late.js')).late(options)));
}

function addAudit(program: Command): void {
  program
    .command('audit')
    .description('recount books, statistics and event chains from the raw rows; exit code 1 when anything differs')
    .option('--json', 'print JSON')
    .addOption(dataOption())
    .addHelpText('after', howTo('audit --data .data --json', { 0: 'everything agrees', 1: 'something differs' }))
    .action(async (options) => finish((await import('./commands/audit.js')).audit(options)));
}

function addVerify(program: Command): void {
  program
    .command('verify')
    .description(
      'judge signatures, time stamps, receipts and certificates offline, as the exchange does; exit code 1 unless all are trusted',
    )
    .argument(
      '<files...>',
      'signatures (.p7s, .p7m), packages (.edxml, .xml), mails (.eml), time stamps (.tst, .tsr), receipts (.json), certificates (.pem, .crt, .cer), PDFs and others',
    )
    .option(
      '--content <file>',
      'what the .p7s, .p7m, .tst and .tsr files sign (default: the file of that name without the ending)',
    )
    .option('--trust <files...>', 'root certificates, PEM or DER, or folders (default: those of the data folder)')
    .option('--intermediate <files...>', 'certificates of issuing authorities, and of places for their receipts')
    .option('--crl <files...>', 'revocation lists, PEM or DER, or folders')
    .option('--ocsp <files...>', 'OCSP answers, DER, or folders')
    .addOption(
      new Option(
        '--policy <name>',
        'what certificates must be: the profile of the exchange, or RFC 5280 alone, for those of public authorities',
      )
        .choices(['strict', 'rfc5280'] as const)
        .default('strict' as const),
    )
    .option('--at <time>', 'official time to judge at, with its zone (default: now)', timeOf)
    .option('--json', 'print JSON')
    .addOption(dataOption())
    .addHelpText(
      'after',
      howTo('verify letter.pdf main.docx.p7s --trust root.pem --intermediate issuing.pem --crl lists', {
        0: 'all files are trusted',
        1: 'at least one is not; its line says why',
      }),
    )
    .action(async (files, options) => finish((await import('./commands/verify.js')).verify(files, options)));
}

function addDirectory(program: Command): void {
  const directory = program.command('directory').description('the agencies that can be reached');
  directory.addHelpText('after', howTo('directory import agencies.csv'));
  directory
    .command('import')
    .description('add or change agencies from CSV: code,oldCode,name,tier,place,parent')
    .argument('<file>', 'CSV file in UTF-8')
    .option('--json', 'print JSON')
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(dataOption())
    .addHelpText(
      'after',
      howTo('directory import agencies.csv --url http://127.0.0.1:8080', {
        0: 'every line was taken',
        1: 'a line was refused (the others are taken), or nobody answers',
      }),
    )
    .action(async (file, options) =>
      finish((await import('./commands/directory-import.js')).importDirectory(file, options)),
    );
}

function addSystem(program: Command): void {
  const system = program.command('system').description('centres that may use the national axis’ API');
  system.addHelpText('after', howTo('system add 00.05.W00'));
  const asking = (command: Command): Command =>
    command
      .option('--json', 'print JSON')
      .addOption(urlOption())
      .addOption(keyOption())
      .addOption(dataOption())
      .addHelpText(
        'after',
        howTo(`system ${command.name()}${command.name() === 'list' ? '' : ' 00.05.W00'}`, askingCodes),
      );
  asking(system.command('add'))
    .description('make a system id of a hub code and print its secret, once; again: a new secret')
    .argument('<code>', 'hub code of the centre')
    .option('--hardened', 'ask for the signed digest of every body that matters')
    .addOption(new Option('--compatible', 'as the vendor’s SDK is (default in closed networks)').conflicts('hardened'))
    .option('--alias <name>', 'another name of the system id; again for several', gather)
    .option('--may-register', 'let it register agencies, also compatible on an open network')
    .option('--secret-file <file>', 'a secret that the centre has already, as text')
    .addOption(
      new Option(
        '--client-certificate <file>',
        'answer it over TLS with this client certificate only (implies --hardened)',
      )
        .implies({ hardened: true as const })
        .conflicts('compatible'),
    )
    .action(async (code, options) => finish((await import('./commands/system.js')).addSystem(code, options)));
  asking(system.command('list'))
    .description('show the system ids')
    .action(async (options) => finish((await import('./commands/system.js')).listSystems(options)));
  asking(system.command('remove'))
    .description('withdraw a system id')
    .argument('<code>', 'hub code of the centre')
    .action(async (code, options) => finish((await import('./commands/system.js')).removeSystem(code, options)));
}

const gather = (name: string, before: readonly string[] = []): readonly string[] => [...before, name];

function addWebhooks(program: Command): void {
  const webhooks = program.command('webhooks').description('where agencies have asked to be notified');
  webhooks.addHelpText('after', howTo('webhooks list'));
  const asking = (command: Command, example: string): Command =>
    command
      .option('--json', 'print JSON')
      .addOption(urlOption())
      .addOption(keyOption())
      .addOption(dataOption())
      .addHelpText('after', howTo(`webhooks ${example}`, askingCodes));
  asking(webhooks.command('list'), 'list')
    .description('show all webhooks with their addresses and failures')
    .action(async (options) => finish((await import('./commands/webhooks.js')).listWebhooks(options)));
  asking(webhooks.command('stop'), 'stop ID --reason "it leads to nobody we know"')
    .description('call a webhook no more; its agency sees the reason')
    .argument('<id>', 'number of the webhook')
    .requiredOption('--reason <text>', 'a line for the agency')
    .action(async (id, options) => finish((await import('./commands/webhooks.js')).stopWebhook(id, options)));
}

function addDrill(program: Command): void {
  const drill = program.command('drill').description('show that the rules hold, by breaking them on purpose');
  drill.addHelpText('after', howTo('drill forgery'));
  drill
    .command('forgery')
    .description(
      'make a forgery for every rule on signatures, receipts, certificates, revocation lists, OCSP answers and time stamps; exit code 1 unless each is stopped',
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      howTo('drill forgery --json', { 0: 'every forgery was stopped by its rule', 1: 'one was not' }),
    )
    .action(async (options) => finish((await import('./commands/drill-forgery.js')).drillForgery(options)));
  drill
    .command('trust-outage')
    .description(
      'take lists, OCSP, time stamps and the authority away on a virtual clock; exit code 1 unless each row of the table is seen',
    )
    .option('--json', 'print JSON')
    .option('--data <folder>', 'new or empty folder to use and keep (default: a temporary one)')
    .addHelpText('after', howTo('drill trust-outage', { 0: 'every row was seen', 1: 'one was not' }))
    .action(async (options) => finish((await import('./commands/drill-trust-outage.js')).drillTrustOutage(options)));
}

function commandLine(): Command {
  const program = new Command('lienthong')
    .description('Liên Thông: an exchange for official documents between Vietnamese state agencies')
    .version(projectVersion())
    .addHelpText('after', howTo('start --documents 2000'))
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    .showHelpAfterError('(--help shows what can be given)');
  const parts = [
    ...[addStart, addRatio, addLate, addAudit, addVerify, addDrill],
    ...[addDirectory, addSystem, addWebhooks, addCertificates, addEdxml],
  ];
  for (const add of parts) add(program);
  return program;
}

/** Prints a fault the way a person can use it, and gives the exit code. */
function tell(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const { message, exitCode } = error as { message?: string; exitCode?: unknown };
  process.stderr.write(`lienthong: ${shownLines(message ?? String(error))}\n`);
  return typeof exitCode === 'number' ? exitCode : 1;
}

try {
  await commandLine().parseAsync();
} catch (error) {
  process.exitCode = tell(error);
}
// An interrupted start leaves work half done that nobody waits for; everything that had to be stopped has been.
// A pipe takes what was printed bit by bit; an exit before would cut it off.
process.stdout.write('', () => process.exit());
