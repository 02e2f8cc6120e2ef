/** A story for each row of the table: takes the thing away, moves official time to where the row says something, and looks. */
import type { KeptSigner } from '@lienthong/signature';
import { outageTerms, type Outage } from './outage-table.js';
import { hourMs, type Scene } from './scene.js';

const { listHours, answerMinutes, parkHours } = outageTerms;
const secondMs = 1_000;
const lawfulGround = 'keyExposedOrDeviceLost';
const staleCode = 'refused, revocation-stale';
const revokedCode = 'refused, certificate-revoked';

type Story = (scene: Scene, signer: KeptSigner) => Promise<void>;

export const rowStories: Readonly<Record<Outage, Story>> = {
  status: withoutStatus,
  lists: withoutLists,
  revocation: withoutBoth,
  stamps: withoutStamps,
  authority: withoutAuthority,
};

const later = (time: Date, ms: number): Date => new Date(time.getTime() + ms);
const endOf = (issued: Date): Date => later(issued, listHours * hourMs);

async function withoutStatus(scene: Scene, signer: KeptSigner): Promise<void> {
  const { gate } = scene.place;
  gate.close('status');
  await scene.send('a signed letter', 'accepted', signer);
  const issued = await scene.takeFreshLists();
  await scene.takeFreshLists();
  await scene.moveTo(endOf(issued));
  await scene.send('a signed letter when the first lists have ended', 'accepted', signer);
  scene.note('OCSP was asked', '0 times', `${gate.turnedAway('status')} times`);
}

async function withoutLists(scene: Scene, signer: KeptSigner): Promise<void> {
  const { place } = scene;
  const other = await place.issue({ kind: 'agency', agency: 'H54.01' });
  const end = endOf(await scene.takeFreshLists());
  place.gate.close('lists');
  await place.trust.revoke(place.roleKeys.operator, [other.serial], lawfulGround);
  await scene.moveTo(later(end, -secondMs));
  await scene.send('a signed letter in the last second of the lists', 'accepted', signer);
  await scene.send('one by a certificate that was revoked since', 'accepted', other);
  await scene.moveTo(end);
  const [good, revoked] = [
    await scene.send('a signed letter when the lists have ended', 'parked', signer),
    await scene.send('one by the revoked certificate', 'parked', other),
  ];
  await scene.become('the first, when OCSP has answered', 'delivered', good);
  await scene.become('the second', revokedCode, revoked);
  await scene.moveTo(later(end, answerMinutes * 60_000 - secondMs));
  await scene.send('a signed letter in the answer’s last second', 'accepted', signer);
  await scene.moveTo(later(end, answerMinutes * 60_000));
  const again = await scene.send('a signed letter when the answer has ended', 'parked', signer);
  await scene.become('it, when OCSP has answered again', 'delivered', again);
  place.gate.openAll();
  await scene.takeLists();
  await scene.send('a signed letter when lists come again', 'accepted', signer);
  await scene.send('one by the revoked certificate', revokedCode, other);
}

async function withoutBoth(scene: Scene, signer: KeptSigner): Promise<void> {
  const { gate } = scene.place;
  const end = endOf(await scene.takeFreshLists());
  gate.close('lists', 'status');
  await scene.moveTo(later(end, -secondMs));
  const before = await scene.send('a signed letter in the last second of the lists', 'accepted', signer);
  await scene.moveTo(end);
  const early = await scene.send('a signed letter when the lists have ended', 'parked', signer);
  await scene.send('an unsigned letter', 'accepted', undefined);
  await scene.answer('a status on the letter before', 'recorded', before);
  await scene.moveTo(later(end, parkHours * hourMs));
  const late = await scene.send(`a signed letter ${parkHours} h later`, 'parked', signer);
  await scene.stay('the first one, which has waited just as long', 'parked', early);
  await scene.moveTo(later(end, parkHours * hourMs + secondMs));
  await scene.become('it a second later', staleCode, early);
  gate.openAll();
  await scene.become('the later one, when lists and OCSP are back', 'delivered', late);
  await scene.sendAgain('the refused one sent again as it is', staleCode, early.bytes);
  await scene.send('sent anew under another DocumentId', 'accepted', signer);
}

async function withoutStamps(scene: Scene, signer: KeptSigner): Promise<void> {
  const { place } = scene;
  const other = await place.issue({ kind: 'agency', agency: 'H54.01' });
  const [stamped, kept] = [await scene.sign(other, true), await scene.sign(other, true)];
  const unstamped = await scene.sign(other);
  place.gate.close('stamps');
  await scene.tryAuthority('a time stamp is asked for', 'no answer', () => scene.sign(signer, true));
  await scene.moveBy(hourMs);
  const sent = await scene.send('a letter stamped before', 'accepted', stamped);
  await scene.timeSource('the time it was judged by', 'time-stamp', sent);
  const plain = await scene.send('a signed letter without a stamp', 'accepted', signer);
  await scene.timeSource('the time it was judged by', 'arrival', plain);
  await place.trust.revoke(place.roleKeys.operator, [other.serial], lawfulGround);
  await scene.takeLists();
  await scene.send('stamped before its signer was revoked', 'accepted', kept);
  await scene.send('signed before its signer was revoked, not stamped', revokedCode, unstamped);
  place.gate.openAll();
  await scene.tryAuthority('a time stamp is asked for again', 'answered', () => scene.sign(signer, true));
}

async function withoutAuthority(scene: Scene, signer: KeptSigner): Promise<void> {
  const { place } = scene;
  const issued = await scene.takeFreshLists();
  const end = later(issued, 24 * hourMs);
  const ending = await place.issue({ kind: 'agency', agency: 'H54.01', to: end });
  await place.stopAuthority();
  const ask = () => place.issue({ kind: 'agency', agency: 'H54.01' });
  await scene.tryAuthority('a certificate is asked for', 'no answer', ask);
  await place.restartExchange();
  await scene.send('a signed letter after a new start of the exchange', 'accepted', signer);
  await scene.moveTo(end);
  await scene.send('one by a certificate in its last second', 'accepted', ending);
  await scene.moveTo(later(end, secondMs));
  await scene.send('one by it a second later', 'refused, certificate-expired', ending);
  await scene.moveTo(endOf(issued));
  const waiting = await scene.send('a signed letter when the lists have ended', 'parked', signer);
  await place.startAuthority();
  await scene.become('it, when the authority is back', 'delivered', waiting);
  await scene.tryAuthority('a certificate is asked for again', 'answered', ask);
}
