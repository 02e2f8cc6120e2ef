/** `lienthong edxml …`: what can be asked about packages and status messages, with an example each. */
import { Command, Option } from 'commander';
import { finish } from '../finish.js';
import { howTo } from '../how-to.js';

export function addEdxml(program: Command): void {
  const edxml = program
    .command('edxml')
    .description('check, show, take apart and build edXML messages (QCVN 102:2016)');
  edxml.addHelpText('after', howTo('edxml check letter.edxml'));
  edxml
    .command('check')
    .description(
      'judge messages: every finding with its line; exit code 1 when one is refused, 2 when one can not be read',
    )
    .argument('<files...>', 'packages or status messages')
    .option('--today <date>', 'official date, YYYY-MM-DD (default: today in Vietnam)')
    .option('--vietnamese', 'findings in Vietnamese')
    .option('--json', 'print JSON, in both languages')
    .addHelpText(
      'after',
      howTo('edxml check letter.edxml status.edxml --json', { 0: 'all are taken, warned or not', 1: 'one is refused' }),
    )
    .action(async (files, options) => finish((await import('./check.js')).check(files, options)));
  edxml
    .command('show')
    .description('show what a message says')
    .argument('<file>', 'package or status message')
    .option('--json', 'print JSON: what `build` takes')
    .addHelpText('after', howTo('edxml show letter.edxml', { 0: 'shown', 1: 'the file holds no message' }))
    .action(async (file, options) => finish((await import('./show.js')).show(file, options)));
  edxml
    .command('extract')
    .description('write the files of a package into a folder; nothing there is overwritten')
    .argument('<file>', 'package')
    .option('--to <folder>', 'where (default: the name of the package without its ending)')
    .addHelpText(
      'after',
      howTo('edxml extract letter.edxml --to files', { 0: 'written', 1: 'the file holds no package' }),
    )
    .action(async (file, options) => finish((await import('./extract.js')).extract(file, options)));
  addBuild(edxml);
}

function addBuild(edxml: Command): void {
  edxml
    .command('build')
    .description('write a message from a JSON description: {"document": …, "files": [{"path": …}]} or {"status": …}')
    .argument('<description>', 'JSON file; the paths of files begin at its folder')
    .requiredOption('--out <file>', 'where the message goes')
    .addOption(new Option('--order <order>', 'whose order of elements').choices(['vnpt', 'dotnet']).default('vnpt'))
    .option('--zipped', 'attachments as archives of one entry, as the national axis’ library makes them')
    .option('--today <date>', 'official date, YYYY-MM-DD (default: today in Vietnam)')
    .addHelpText(
      'after',
      howTo('edxml build letter.json --out letter.edxml --order dotnet', {
        0: 'written',
        1: 'it would be refused, and is not written',
      }),
    )
    .action(async (description, options) => finish((await import('./build.js')).build(description, options)));
}
