/** A directory of the whole nation in a running exchange: its import, pages of its list, a copy of it, and a difference. */

const nationSize = 123_000;
const changes = 10;
const asked = 50;

const medianOf = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];

/** Milliseconds as a client on this machine sees them (medians of many requests), and bytes of the answers. */
export async function measureDirectory(deployment) {
  await deployment.start();
  const { operator } = deployment.operator;
  const tops = await provinces(deployment.operator);
  const rows = Array.from({ length: nationSize }, (_, index) => {
    const { code, place } = tops[index % tops.length];
    return `${code}.B${Math.floor(index / tops.length)},Ủy ban nhân dân xã số ${index},commune,${place},${code}`;
  });
  const begun = performance.now();
  await importRows(operator, rows);
  const importSeconds = (performance.now() - begun) / 1e3;
  const first = await measureGet(deployment, '/api/v1/directory?limit=100');
  const last = await measureGet(deployment, `/api/v1/directory?limit=100&after=${await lastPageAfter(deployment)}`);
  const found = await measureGet(deployment, `/api/v1/directory?limit=100&parent=${tops[0].code}&text=so+99`);
  const copy = await measureCopy(deployment);
  await importRows(
    operator,
    rows.slice(0, changes).map((row) => row.replace('xã số', 'phường số')),
  );
  const difference = await measureGet(deployment, `/api/v1/directory/changes?since=${copy.version}`);
  if (difference.items !== changes) throw new Error(`the difference has ${difference.items} changes`);
  const follow = await measureFollow(operator, rows[7]);
  await deployment.stop();
  return { agencies: copy.agencies, importSeconds, first, last, found, copy, difference, follow };
}

function importRows(operator, rows) {
  return operator.importDirectory(['code,name,tier,place,parent', ...rows].join('\n'));
}

async function provinces(client) {
  const { items } = await client.directory({ limit: 500, tier: 'province' });
  return items;
}

/** Milliseconds for one agency to be changed and known in the process that was asked. */
async function measureFollow(operator, row) {
  const times = [];
  for (let count = 0; count < asked / 5; count++) {
    const begun = performance.now();
    await importRows(operator, [row.replace('xã số', `xã ${count} số`)]);
    times.push(performance.now() - begun);
  }
  return medianOf(times);
}

async function lastPageAfter(deployment) {
  const [{ code }] = await deployment.query(
    'SELECT code FROM agency WHERE NOT deleted ORDER BY code DESC OFFSET 100 LIMIT 1',
  );
  return code;
}

async function measureGet(deployment, path) {
  const times = [];
  let bytes = 0;
  let items = 0;
  for (let count = 0; count < asked; count++) {
    const begun = performance.now();
    const text = await get(deployment, path);
    times.push(performance.now() - begun);
    [bytes, items] = [Buffer.byteLength(text), JSON.parse(text).items.length];
  }
  return { ms: medianOf(times), bytes, items };
}

/** All agencies in pages of 500, from nothing. */
async function measureCopy(deployment) {
  const times = [];
  let [version, agencies, bytes] = ['', 0, 0];
  for (let more = true; more;) {
    const begun = performance.now();
    const text = await get(deployment, `/api/v1/directory/changes?limit=500${version && `&since=${version}`}`);
    times.push(performance.now() - begun);
    const page = JSON.parse(text);
    [version, more] = [page.version, page.more];
    agencies += page.items.length;
    bytes += Buffer.byteLength(text);
  }
  return { version, agencies, bytes, seconds: times.reduce((sum, one) => sum + one, 0) / 1e3 };
}

async function get({ urls: [url], operatorKey }, path) {
  const answer = await fetch(url + path, { headers: { Authorization: `Bearer ${operatorKey}` } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.text();
}
