/** `lienthong certificates …`: what can be asked, with an example each. */
import { Command, Option } from 'commander';
import { decreeReasons } from '@lienthong/signature';
import { finish } from '../finish.js';
import { askingCodes, howTo } from '../how-to.js';

const dataOption = (): Option => new Option('--data <folder>', 'data folder (default: .data in the project)');

/** Options of every command that asks the trust service. */
function asking(command: Command): Command {
  return command
    .option('--url <url>', 'address of the authority (default: the one of the data folder)')
    .option('--keys <file>', 'JSON file with the keys: registrar, operator (default: the data folder’s)')
    .addOption(dataOption())
    .option('--json', 'print JSON');
}

/** Options of every command that uses holders’ keys. */
function withKeys(command: Command): Command {
  return asking(command)
    .option('--wallet <folder>', 'where keys and certificates are (default: wallet in the data folder)')
    .option('--passphrase-file <file>', 'what encrypts the key files (or WALLET_PASSPHRASE)')
    .option('--pkcs12', 'also write keys and certificates as PKCS#12, for programs that import these')
    .option('--token <library>', 'make and use keys in a token: path of its PKCS#11 library')
    .option('--token-label <label>', 'which token, where the library shows several')
    .option('--pin-file <file>', 'PIN of the token (or TOKEN_PIN)');
}

export function addCertificates(program: Command): void {
  const certificates = program.command('certificates').description('keys and certificates of agencies and persons');
  certificates.addHelpText('after', howTo('certificates enrol --agencies agencies.csv --passphrase-file secret'));
  addEnrol(certificates);
  addChanges(certificates);
  certificates
    .command('audit')
    .description('recompute the journal of the authority; exit code 1 when anything was changed')
    .option('--head <file>', 'a head of the journal that was kept elsewhere')
    .option('--json', 'print JSON')
    .addOption(dataOption())
    .addHelpText(
      'after',
      howTo('certificates audit --head head-of-june.json', {
        0: 'the journal is as it was written',
        1: 'something was changed',
      }),
    )
    .action(async (options) => finish((await import('./audit.js')).auditJournal(options)));
}

function addEnrol(certificates: Command): void {
  withKeys(certificates.command('enrol'))
    .description('make keys and get certificates for everybody in a table; who has one already is left alone')
    .requiredOption('--agencies <file>', 'CSV in UTF-8: code,name and, where needed, kind,branch,id')
    .addHelpText(
      'after',
      howTo('certificates enrol --agencies agencies.csv --passphrase-file secret', {
        0: 'everybody has a certificate, or waits for one',
        1: 'a row was refused, or nobody answers',
      }),
    )
    .action(async (options) => finish((await import('./enrol.js')).enrol(options)));
  withKeys(certificates.command('renew'))
    .description('new certificates for the same keys, for up to three years')
    .argument('<who...>', 'names of files in the wallet: H54.07')
    .addHelpText('after', howTo('certificates renew H54.07 --passphrase-file secret', askingCodes))
    .action(async (who, options) => finish((await import('./change.js')).renew(who, options)));
}

function addChanges(certificates: Command): void {
  asking(certificates.command('list'))
    .description('show certificates and their states')
    .option('--agency <code>', 'of this agency only')
    .addOption(new Option('--state <state>', 'in this state only').choices(['good', 'suspended', 'revoked', 'expired']))
    .addHelpText('after', howTo('certificates list --agency H54.07', askingCodes))
    .action(async (options) => finish((await import('./change.js')).list(options)));
  asking(certificates.command('revoke'))
    .description('end certificates for good; the lists are published at once')
    .argument('<serials...>', 'serial numbers')
    .addOption(
      new Option('--ground <ground>', 'ground of Decree 68/2024')
        .choices(Object.keys(decreeReasons))
        .makeOptionMandatory(),
    )
    .addHelpText('after', howTo('certificates revoke 4f…e2 --ground keyExposedOrDeviceLost', askingCodes))
    .action(async (serials, options) => finish((await import('./change.js')).revoke(serials, options)));
  for (const what of ['suspend', 'resume'] as const)
    asking(certificates.command(what))
      .description(what === 'suspend' ? 'suspend certificates until they are resumed' : 'end a suspension')
      .argument('<serials...>', 'serial numbers')
      .addHelpText('after', howTo(`certificates ${what} 4f…e2`, askingCodes))
      .action(async (serials, options) => finish((await import('./change.js')).change(what, serials, options)));
}
