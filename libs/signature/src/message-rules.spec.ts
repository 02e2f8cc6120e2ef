/** For each rule on CMS signatures a forgery that only this rule stops. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { world } from '../support/world.js';
import {
  judgeForgedMessage,
  messageForgeries,
  type ForgedMessage,
  type MessageForgery,
} from './forgery/forged-messages.js';
import {} from './forgery/world.js';
import { messageRules } from './message-rules.js';

const names = Object.keys(messageForgeries) as MessageForgery[];

const forged = new Map<MessageForgery, ForgedMessage>();
beforeAll(() => {
  for (const name of names) forged.set(name, messageForgeries[name](world));
});
const codeOf = (name: MessageForgery, leftOut?: MessageForgery): string =>
  judgeForgedMessage(forged.get(name) ?? { cms: Buffer.alloc(0) }, world, leftOut);

describe('a forged CMS signature', () => {
  test('is made for every rule', () => {
    expect(names.toSorted()).toEqual([...messageRules.rules, 'signed attributes'].toSorted());
  });

  test.each(names)('%s: refused by all rules, and trusted without this one and only this one', (name) => {
    expect(codeOf(name)).toMatch(/^(signature-(malformed|altered|invalid)|algorithm-refused|revocation-stale)$/);
    expect(names.filter((leftOut) => codeOf(name, leftOut) === 'trusted')).toEqual([name]);
  });
});
