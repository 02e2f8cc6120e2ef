/** Bursts at two doors: submissions as fast as they are answered, the backlog after them, and the answers' times at half the pace that lasts. */
import { measureDisk } from './disk.mjs';
import { axisDoor, ownDoor } from './doors.mjs';
import { Letters } from './letters.mjs';
import { lettersFor, openLoop } from './open-loop.mjs';
import { cpuBetween, cpuSeconds } from './processes.mjs';

const attachmentBytes = 10_000;
/** Seldom enough that reading the inboxes takes little from the two cores. */
const lookEveryMs = 250;
/** Submissions under way at once. */
const atOnce = 100;
/** Enough for a percentile, and a tenth of what the commits beside it ask of the disk. */
const diskProbe = { rate: 20, bytes: 20_000 };
/** Of all letters: what the programs do slowly the first times is no part of a burst. */
const warmUpShare = 0.2;

export async function measureBursts(deployment, { documents, loopSeconds }) {
  const found = [];
  for (const opened of [(letters) => axisDoor(deployment, letters.plan.nation.office), () => ownDoor(deployment)]) {
    await deployment.start();
    const letters = await Letters.open(deployment, documents, { attachmentBytes });
    letters.door = await opened(letters);
    found.push(await measureDoor(deployment, letters, { documents, loopSeconds }));
    await letters.door.close();
    await deployment.stop();
  }
  return found;
}

async function measureDoor(deployment, letters, { documents, loopSeconds }) {
  const { name } = letters.door;
  await letters.burst(await letters.write(Math.ceil(documents * warmUpShare)), atOnce);
  deployment.say(`${documents} letters are written for ${name}`);
  const written = await letters.write(documents);
  const bytes = written.reduce((sum, letter) => sum + letter.bytes.length, 0) / documents;
  deployment.say(`${documents} letters at ${name} as fast as they are answered`);
  const roots = [deployment.launcherPid];
  const before = cpuSeconds(roots);
  const burst = await letters.burst(written, atOnce);
  const cpu = cpuBetween(before, cpuSeconds(roots));
  const lasting = documents / (burst.submitSeconds + burst.settleSeconds);
  const count = lettersFor(lasting / 2, loopSeconds);
  deployment.say(`open loop: ${count} letters at ${name}, ${(lasting / 2).toFixed(1)} a second`);
  const due = await letters.write(count);
  const [loop, disk] = await Promise.all([
    openLoop(letters, due, lasting / 2, { lookEveryMs }),
    measureDisk(deployment.folder, { ...diskProbe, seconds: loopSeconds }),
  ]);
  return { name, documents, bytes, ...burst, cpu, lasting, loop: { ...loop, disk } };
}
