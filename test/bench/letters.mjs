/** Packages for the bench's own submissions: documents of the scenario, written and signed before anything is measured. */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Door } from '../../dist/apps/simulator/src/agent/door.js';
import { DocumentWriter } from '../../dist/apps/simulator/src/paper/write-document.js';
import { Press } from '../../dist/apps/simulator/src/paper/press.js';
import { documentIdOf } from '../../dist/apps/simulator/src/paper/wording.js';
import { makePlan } from '../../dist/apps/simulator/src/plan/make-plan.js';
import { readScenario } from '../../dist/apps/simulator/src/scenario/read-scenario.js';
import { instantOf } from '../../dist/apps/simulator/src/scenario/calendar.js';
import { obtainApiKeys, readApiKeys } from '../../dist/apps/simulator/src/wallet/api-keys.js';
import { foldersOf } from '../../dist/apps/simulator/src/wallet/folders.js';
import { Wallet } from '../../dist/apps/simulator/src/wallet/wallet.js';
import { scenarioName } from './deployment.mjs';
import { ownDoor } from './doors.mjs';

/** Numbers of a replay's documents stay below; each lot of letters takes the next thousands. */
const numbersPerLot = 100_000;
/** Submissions under way at once, as many as the agents of a replay have. */
const inFlight = 48;
const settleWithinMs = 300_000;

export class Letters {
  #lot = 0;

  /**
   * A plan of `most` documents; every lot writes its first ones anew under other numbers. With `attachmentBytes` each has an
   * attachment of this size in the place of its PDF, and its signatures beside it.
   */
  static async open(deployment, most, { attachmentBytes } = {}) {
    const letters = new Letters();
    const scenario = readScenario(scenarioName);
    letters.deployment = deployment;
    letters.door = ownDoor(deployment);
    letters.plan = makePlan(attachmentBytes ? { ...scenario, signatureForm: 'detached' } : scenario, 2, most);
    const folders = foldersOf(deployment.folder);
    const agencies = letters.plan.nation.agencies.map(({ code }) => code);
    const door = new Door(deployment.urls, 2);
    await obtainApiKeys(folders, door, deployment.operatorKey, agencies);
    await door.close();
    letters.keys = readApiKeys(folders);
    const press = await Press.open(letters.plan);
    const printing = attachmentBytes ? pressOf(press, attachmentBytes) : press;
    letters.writer = new DocumentWriter(letters.plan, printing, new Wallet(folders));
    await letters.#openDay();
    return letters;
  }

  /** The first `count` letters: always the same senders, recipients, sizes and signatures. */
  async write(count) {
    this.#lot += 1;
    const written = [];
    for (const planned of this.plan.documents.slice(0, count)) {
      const document = { ...planned, day: 0, hour: 7, minute: 0, number: planned.number + this.#lot * numbersPerLot };
      const { sender, recipients } = document;
      const id = documentIdOf(this.plan, document);
      const { code } = sender;
      written.push({ id, sender: code, recipients, key: this.keys.get(code), bytes: this.writer.write(document) });
      if (written.length % 50 === 0) await pause(0);
    }
    return written;
  }

  /** Submits as fast as answers come, and waits until every delivery has its status 01 and every hop its receipt. */
  async burst(letters, atOnce = inFlight) {
    const waiting = letters.map((letter, index) => ({ ...letter, index }));
    const start = performance.now();
    const work = async () => {
      for (let letter = waiting.shift(); letter !== undefined; letter = waiting.shift()) await this.submit(letter);
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    const submitted = performance.now();
    await this.settle();
    return { submitSeconds: (submitted - start) / 1000, settleSeconds: (performance.now() - submitted) / 1000 };
  }

  submit(letter) {
    return this.door.submit(letter);
  }

  async settle() {
    const { deployment } = this;
    for (const end = performance.now() + settleWithinMs; performance.now() < end; await pause(50)) {
      const { total } = await deployment.operator.books();
      if (total.inFlight > 0) continue;
      const [{ open }] = await deployment.query('SELECT EXISTS (SELECT FROM outbox) AS open');
      if (!open) return;
    }
    throw new Error(`deliveries are still under way after ${settleWithinMs / 1000} s`);
  }

  /** A document may not be of tomorrow: official time goes to the first working day, where it is not later already. */
  async #openDay() {
    try {
      await this.deployment.operator.operator.moveClock(instantOf(this.plan.days[0], 8));
    } catch (error) {
      if (error.code !== 'clock-refused') throw error;
    }
  }
}

/** A press whose files are of one size, and all different. */
function pressOf(press, bytes) {
  const head = Buffer.from('%PDF-1.7\n');
  const file = () => Buffer.concat([head, randomBytes(bytes - head.length)]);
  return { place: press.place, print: (document, at) => ({ ...press.print(document, at), pdf: file() }) };
}
