/** The doors a bench submits at: our own API, and the national axis' API as a centre speaks it. Both take `{ bytes, key, sender, index }`. */
import { createHmac } from 'node:crypto';
import { Pool } from 'undici';

const connections = 64;

/** Door 3: each agency with its own key. */
export function ownDoor({ clients }) {
  return {
    name: '/api/v1',
    submit: ({ bytes, key, index }) => clients[index % clients.length].as(key).submit(bytes),
    close: async () => undefined,
  };
}

/** Door 1: one centre for all agencies of its place, every request signed by its own HMAC. */
export async function axisDoor({ operator, urls }, place) {
  const { code, secret, path } = await operator.operator.addSystem({ code: place, mode: 'compatible' });
  const pools = urls.map((url) => new Pool(url, { connections }));
  const send = async ({ bytes, sender, index }) => {
    const { statusCode, body } = await pools[index % pools.length].request({
      ...{ method: 'POST', path: `${path}/sendEdoc`, body: bytes },
      headers: signedHeaders({ systemid: code, from: sender, servicetype: 'eDoc', messagetype: 'edoc' }, secret),
    });
    const answer = await body.json();
    if (statusCode === 200 && answer.status === 'OK') return answer.DocId;
    throw new Error(`sendEdoc: ${statusCode} ${answer.ErrorCode} ${answer.ErrorDesc}`);
  };
  return { name: 'the national axis', submit: send, close: () => Promise.all(pools.map((pool) => pool.close())) };
}

function signedHeaders(fields, secret) {
  const named = { ...fields, timestamp: stampOf(new Date()), version: '3.0.201608' };
  const headers = Object.fromEntries(Object.entries(named).map(([name, value]) => [`XroadVnpt-${name}`, value]));
  const text = JSON.stringify(headers);
  return {
    ...headers,
    'XroadVnpt-sign-header-key': Object.keys(named).join(';'),
    'XroadVnpt-sign-header': text,
    'XroadVnpt-hash-header': createHmac('sha256', secret).update(text, 'latin1').digest('hex'),
    'Content-Type': 'application/octet-stream',
  };
}

/** `ddMMyyyy'T'HHmmss+SSSS`, Vietnam time. */
function stampOf(now) {
  const [date, time] = new Date(now.getTime() + 7 * 3_600_000).toISOString().split('T');
  return `${date.split('-').reverse().join('')}T${time.slice(0, 8).replaceAll(':', '')}+0000`;
}
