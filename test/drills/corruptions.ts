/** What somebody with the database's password may change behind the places' backs, each with the row that an audit must name. */
import { axis, office, otherOffice } from '../support/network.js';
import type { Traffic } from './traffic.js';

export interface Corruption {
  readonly title: string;
  readonly place: string;
  readonly table: string;
  /** Stands in the key of the difference; a name of a document stands for its id. */
  readonly key: string;
  readonly sql: string;
}

const at = (place: string) => `place = '${place}'`;
/** The document that was signed and travelled to H05; `:name` in SQL and keys stands for a document of the traffic. */
const signedHere = `${at(office)} AND document = ':signed' AND recipient = 'H05'`;
const signedThere = `${at(otherOffice)} AND document = ':signed' AND recipient = 'H05'`;

const groundsOfSigned = `${at(office)} AND id = (SELECT grounds FROM verdict WHERE ${at(office)} AND document = ':signed' AND number = 1)`;

const documents: Corruption[] = [
  {
    ...{ title: 'a document is given another digest', place: office, table: 'document', key: ':signed' },
    sql: `UPDATE document SET content = sha256(content) WHERE ${at(office)} AND id = ':signed'`,
  },
  {
    ...{ title: 'an unsigned document is called signed', place: otherOffice, table: 'document', key: ':expired' },
    sql: `UPDATE document SET valid = true, trusted = true, verdict = 'trusted' WHERE ${at(otherOffice)} AND id = ':expired'`,
  },
  {
    ...{ title: 'a document is given another subject', place: otherOffice, table: 'document', key: ':signed' },
    sql: `UPDATE document SET subject = 'Về việc khác' WHERE ${at(otherOffice)} AND id = ':signed'`,
  },
  {
    ...{ title: 'a document is dated back', place: office, table: 'document', key: ':signed' },
    sql: `UPDATE document SET accepted_at = accepted_at - interval '1 day' WHERE ${at(office)} AND id = ':signed'`,
  },
  {
    ...{ title: 'a trace tells another time', place: otherOffice, table: 'document', key: ':signed' },
    sql: `UPDATE document SET trace = jsonb_set(trace::jsonb, '{1,1}', '1583020800000')::text WHERE ${at(otherOffice)} AND id = ':signed'`,
  },
  {
    ...{ title: 'a document is taken out', place: axis, table: 'document', key: ':signed' },
    sql: `DELETE FROM document WHERE ${at(axis)} AND id = ':signed'`,
  },
  {
    ...{ title: 'the verdict on a signature is changed', place: office, table: 'verdict', key: ':signed' },
    sql: `INSERT INTO grounds (place, id, body) SELECT place, encode(substr(sha256(convert_to(body, 'UTF8')), 1, 16), 'hex')::uuid, body FROM (
        SELECT place, jsonb_set(body::jsonb, '{trusted}', 'false')::text AS body FROM grounds WHERE ${groundsOfSigned}) AS g;
      UPDATE verdict SET grounds = (SELECT id FROM grounds WHERE ${at(office)} AND body LIKE '%"trusted": false%') WHERE ${at(office)} AND document = ':signed' AND number = 1`,
  },
  {
    ...{ title: 'the grounds of a verdict are changed', place: office, table: 'grounds', key: '' },
    sql: `UPDATE grounds SET body = replace(body, 'arrival', 'time-stamp') WHERE ${groundsOfSigned}`,
  },
  {
    ...{ title: 'the verdict on a signature is taken out', place: office, table: 'verdict', key: ':signed' },
    sql: `DELETE FROM verdict WHERE ${at(office)} AND document = ':signed'`,
  },
  {
    ...{ title: 'a parked document is forgotten', place: office, table: 'parked', key: ':parked' },
    sql: `DELETE FROM parked WHERE ${at(office)}`,
  },
  {
    ...{ title: 'a parked document loses a recipient', place: office, table: 'parked', key: ':parked' },
    sql: `UPDATE parked SET recipients = '{}' WHERE ${at(office)}`,
  },
  {
    ...{ title: 'a package is changed', place: '(all)', table: 'package', key: '' },
    sql: `UPDATE package SET bytes = set_byte(bytes, 700, 65) WHERE digest = (SELECT package FROM document WHERE ${at(office)} AND id = ':signed')`,
  },
  {
    ...{ title: 'a package is lost', place: otherOffice, table: 'package', key: '' },
    sql: `DELETE FROM package WHERE digest = (SELECT package FROM document WHERE ${at(office)} AND id = ':signed')`,
  },
  {
    ...{ title: 'a package that nobody sent lies there', place: '(all)', table: 'package', key: '' },
    sql: `INSERT INTO package (digest, size, bytes) VALUES (sha256('x'::bytea), 1, 'x'::bytea)`,
  },
];

const deliveries: Corruption[] = [
  {
    ...{ title: 'a delivery is called refused', place: office, table: 'delivery', key: ':signed H05' },
    sql: `UPDATE delivery SET state = 2 WHERE ${signedHere}`,
  },
  {
    ...{ title: 'an expired delivery is called delivered', place: office, table: 'delivery', key: ':expired H05' },
    sql: `UPDATE delivery SET state = 1, reason = NULL WHERE ${at(office)} AND document = ':expired'`,
  },
  {
    ...{ title: 'a document vanishes from an inbox', place: otherOffice, table: 'delivery', key: ':signed H05' },
    sql: `DELETE FROM delivery WHERE ${signedThere}`,
  },
  {
    ...{ title: 'a document is moved to another inbox', place: office, table: 'delivery', key: ':signed H54.20' },
    sql: `UPDATE delivery SET recipient = 'H54.02' WHERE ${at(office)} AND document = ':signed' AND recipient = 'H54.20'`,
  },
  {
    ...{ title: 'a current status is set back', place: otherOffice, table: 'delivery', key: ':signed H05' },
    sql: `UPDATE delivery SET status = 3, number = 2 WHERE ${signedThere}`,
  },
  {
    ...{ title: 'a read document is called new', place: otherOffice, table: 'delivery', key: ':signed H05' },
    sql: `UPDATE delivery SET acknowledged = false WHERE ${signedThere}`,
  },
  {
    ...{ title: 'the way back is told wrong', place: office, table: 'delivery', key: ':signed H05' },
    sql: `UPDATE delivery SET trace = jsonb_build_array(trace::jsonb -> 0)::text WHERE ${signedHere}`,
  },
  {
    ...{ title: 'a status is changed', place: office, table: 'status', key: ':signed H05 3' },
    sql: `UPDATE status SET code = 5 WHERE ${signedHere} AND number = 3; UPDATE delivery SET status = 5 WHERE ${signedHere}`,
  },
  {
    ...{ title: 'a status is lost at its desk', place: office, table: 'status', key: ':signed H05 2' },
    sql: `DELETE FROM status WHERE ${signedHere} AND number = 2`,
  },
  {
    ...{ title: 'an arrival is lost', place: otherOffice, table: 'status', key: ':signed H05 1' },
    sql: `DELETE FROM status WHERE ${signedThere} AND number = 1`,
  },
  {
    ...{
      title: 'a status is put under another name at its desk',
      place: office,
      table: 'status',
      key: ':signed H05 2',
    },
    sql: `UPDATE status SET staff = 'Người khác' WHERE ${signedHere} AND number = 2`,
  },
  {
    ...{
      title: 'a status is put under another name where it was said',
      place: otherOffice,
      table: 'status',
      key: ':signed H05 2',
    },
    sql: `UPDATE status SET staff = 'Người khác' WHERE ${signedThere} AND number = 2`,
  },
  {
    ...{ title: 'a status gets a telephone', place: otherOffice, table: 'status', key: ':signed H05 2' },
    sql: `UPDATE status SET contact = '[null,"0912345678",null]' WHERE ${signedThere} AND number = 2`,
  },
  {
    ...{ title: 'a status gets other codes', place: otherOffice, table: 'status', key: ':signed H05 2' },
    sql: `UPDATE status SET authored = '["H05","H54","2020-03-02T09:00:00+07:00"]' WHERE ${signedThere} AND number = 2`,
  },
  {
    ...{ title: 'the reason of a refusal is changed', place: office, table: 'status', key: ':refusedOnTheWay H05 0' },
    sql: `UPDATE status SET reason = 'khác' WHERE ${at(office)} AND document = ':refusedOnTheWay'`,
  },
];

const counts: Corruption[] = [
  {
    ...{ title: 'a book is changed', place: office, table: 'book', key: 'H54.01' },
    sql: `UPDATE book SET delivered = delivered + 1, refused = refused - 1 WHERE ${at(office)} AND agency = 'H54.01'`,
  },
  {
    ...{ title: 'a book is taken out', place: otherOffice, table: 'book', key: 'H05' },
    sql: `DELETE FROM book WHERE ${at(otherOffice)}`,
  },
  {
    ...{ title: 'the signed ratio is improved', place: office, table: 'signature_rollup', key: 'H54.01' },
    sql: `UPDATE signature_rollup SET trusted = sent, valid = sent, present = sent WHERE ${at(office)}`,
  },
  {
    ...{ title: 'the signed ratio of all types is improved', place: office, table: 'agency_rollup', key: 'H54.01' },
    sql: `UPDATE agency_rollup SET trusted = sent, valid = sent, present = sent WHERE ${at(office)}`,
  },
  {
    ...{ title: 'documents are counted for another level', place: office, table: 'signature_rollup', key: 'H54.01' },
    sql: `UPDATE signature_rollup SET tier = 'province' WHERE ${at(office)}`,
  },
  {
    ...{
      title: 'refused attempts are forgotten',
      place: office,
      table: 'refusal_count',
      key: 'certificate-of-another-agency',
    },
    sql: `DELETE FROM refusal_count WHERE ${at(office)}`,
  },
];

const firstLink = (place: string) =>
  `${at(place)} AND (chain, link) = (SELECT min(chain), 1 FROM event WHERE ${at(place)})`;
const lastLink = (place: string) =>
  `${at(place)} AND (chain, link) = (SELECT chain, link FROM chain WHERE ${at(place)} ORDER BY chain LIMIT 1)`;
/** Cuts the last link off a chain and sets its head back, so that the chain itself looks whole. */
const cutTail = (place: string) => `DELETE FROM event WHERE ${lastLink(place)};
  UPDATE chain c SET link = e.link, hash = e.hash FROM event e WHERE c.${at(place)} AND e.${at(place)} AND e.chain = c.chain
    AND c.chain = (SELECT min(chain) FROM chain WHERE ${at(place)}) AND e.link = c.link - 1`;
/** Writes the hashes of a place's chains anew over the bodies as they are, as somebody would who knows how chains are made. */
const chainAnew = (place: string) => `DO $$ DECLARE e record; h bytea; c int := -1; BEGIN
  FOR e IN SELECT * FROM event WHERE ${at(place)} ORDER BY chain, link LOOP
    IF c <> e.chain THEN h := sha256(convert_to('${place}/' || e.chain, 'UTF8')); c := e.chain; END IF;
    h := sha256(h || e.body);
    UPDATE event SET hash = h WHERE ${at(place)} AND chain = e.chain AND link = e.link;
    UPDATE chain SET hash = h WHERE ${at(place)} AND chain = e.chain;
  END LOOP; END $$`;

const chains: Corruption[] = [
  {
    ...{ title: 'an event is changed', place: office, table: 'event', key: '/1' },
    sql: `UPDATE event SET body = convert_to(replace(convert_from(body, 'UTF8'), 'unsigned', 'trusted'), 'UTF8') WHERE ${firstLink(office)}`,
  },
  {
    ...{ title: 'an event is spoilt', place: office, table: 'event', key: '/1' },
    sql: `UPDATE event SET body = '\\xff00' WHERE ${firstLink(office)}`,
  },
  {
    ...{ title: 'an event is dated back', place: office, table: 'document', key: ':expired' },
    sql: `UPDATE event SET at = at - interval '1 day' WHERE ${firstLink(office)}`,
  },
  {
    ...{ title: 'an event is taken out of the middle', place: axis, table: 'event', key: '/4' },
    sql: `DELETE FROM event WHERE ${at(axis)} AND link = 3`,
  },
  {
    ...{ title: 'the first event is taken out', place: axis, table: 'event', key: '/2' },
    sql: `DELETE FROM event WHERE ${firstLink(axis)}`,
  },
  {
    ...{ title: 'the tail of a chain is cut', place: axis, table: 'event', key: '/' },
    sql: cutTail(axis),
  },
  {
    ...{ title: 'a chain is written anew', place: otherOffice, table: 'event', key: '/' },
    sql: `UPDATE event SET body = convert_to(replace(convert_from(body, 'UTF8'), ',3,6]', ',3,5]'), 'UTF8') WHERE ${at(otherOffice)};
      UPDATE status SET code = 5 WHERE ${signedThere} AND number = 3; ${chainAnew(otherOffice)}`,
  },
  {
    ...{ title: 'the head of a chain is changed', place: otherOffice, table: 'chain', key: '' },
    sql: `UPDATE chain SET hash = sha256(hash) WHERE ${at(otherOffice)}`,
  },
  {
    ...{ title: 'a checkpoint is changed', place: office, table: 'checkpoint', key: '1' },
    sql: `UPDATE checkpoint SET body = jsonb_set(body, '{heads,0,hash}', '"00"') WHERE ${at(office)} AND number = 1`,
  },
  {
    ...{ title: 'a checkpoint is taken out of the middle', place: office, table: 'checkpoint', key: '1' },
    sql: `DELETE FROM checkpoint WHERE ${at(office)} AND number = 1`,
  },
  {
    ...{ title: 'the newest checkpoints are taken out', place: office, table: 'checkpoint file', key: '' },
    sql: `DELETE FROM checkpoint WHERE ${at(office)} AND number > 1`,
  },
  {
    ...{ title: 'what a neighbour remembers is changed', place: axis, table: 'neighbour_checkpoint', key: office },
    sql: `UPDATE neighbour_checkpoint SET body = jsonb_set(body, '{number}', '999'), number = 999 WHERE ${at(axis)} AND neighbour = '${office}'`,
  },
];

const kept = (place: string, kind: string) =>
  `${at(place)} AND kind = '${kind}' AND id = (SELECT min(id::text)::uuid FROM receipt WHERE ${at(place)} AND kind = '${kind}')`;

const receipts: Corruption[] = [
  {
    ...{ title: 'an acceptance receipt is taken out', place: office, table: 'receipt', key: '' },
    sql: `DELETE FROM receipt WHERE ${kept(office, 'acceptance')}`,
  },
  {
    ...{ title: 'the signature of an acceptance is changed', place: office, table: 'receipt', key: '' },
    sql: `UPDATE receipt SET signature = set_byte(signature, 9, 255 - get_byte(signature, 9)) WHERE ${kept(office, 'acceptance')}`,
  },
  {
    ...{ title: 'a leaf of an acceptance is changed', place: office, table: 'document', key: ':expired' },
    sql: `UPDATE receipt SET leaves = sha256(leaves) WHERE ${kept(office, 'acceptance')}`,
  },
  {
    ...{ title: 'a receipt for statuses is taken out', place: otherOffice, table: 'status', key: ':signed H05 2' },
    sql: `DELETE FROM receipt WHERE ${at(otherOffice)} AND kind = 'statuses'`,
  },
  {
    ...{ title: 'a hop receipt says another outcome', place: axis, table: 'receipt', key: '' },
    sql: `UPDATE receipt SET body = replace(body, '}', ',"others":{"0":{"outcome":"refused"}}}') WHERE ${kept(axis, 'given')}`,
  },
  {
    ...{ title: 'a hop receipt that was taken is changed', place: office, table: 'receipt', key: '' },
    sql: `UPDATE receipt SET body = replace(body, '}', ',"others":{"0":{"outcome":"refused"}}}') WHERE ${kept(office, 'taken')}`,
  },
  {
    ...{ title: 'a hop receipt that was given is taken out', place: axis, table: 'receipt', key: '' },
    sql: `DELETE FROM receipt WHERE ${kept(axis, 'given')}`,
  },
  {
    ...{ title: 'a message is dropped from an outbox', place: office, table: 'outbox', key: ':open H05' },
    sql: `DELETE FROM outbox WHERE ${at(office)}`,
  },
  {
    ...{ title: 'a message in an outbox is readdressed', place: office, table: 'outbox', key: '' },
    sql: `UPDATE outbox SET text = replace(text, '"H05"', '"H54.02"') WHERE ${at(office)}`,
  },
  {
    ...{ title: 'a dead message is changed', place: office, table: 'dead_message', key: '' },
    sql: `UPDATE dead_message SET text = replace(text, '"H05"', '"H54.02"') WHERE ${at(office)}`,
  },
  {
    ...{ title: 'a dead message is called never sent again', place: office, table: 'dead_message', key: '' },
    sql: `UPDATE dead_message SET resent_at = NULL WHERE ${at(office)}`,
  },
];

export const corruptions: readonly Corruption[] = [...documents, ...deliveries, ...counts, ...chains, ...receipts];

/** Puts the ids of the traffic's documents where a corruption names them. */
export function named(text: string, traffic: Traffic): string {
  return text.replaceAll(/:(signed|refusedOnTheWay|expired|dead|open|parked)\b/g, (_, name: string) =>
    String(traffic[name as keyof Traffic]),
  );
}
