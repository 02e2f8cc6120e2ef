/** Every forgery of every format, judged by all rules and by all but each. */
import { messageRules } from '../message-rules.js';
import { judgeByRules } from '../pdf/judge-pdf.js';
import { pdfRules } from '../pdf/signature-rules.js';
import { statusRules } from '../ocsp/status-rules.js';
import { stampRules } from '../stamps/stamp-rules.js';
import { listRules } from '../trust/list-rules.js';
import { pathRules } from '../trust/path-rules.js';
import { headerRules } from '../xml/header-rules.js';
import { judgeHeaderBy } from '../xml/judge-header.js';
import { answerForgeries, judgeForgedAnswer, makeAnswerScene, type AnswerScene } from './forged-answers.js';
import { headerForgeries, readWhole } from './forged-headers.js';
import { forgeList, judgeForgedList, listForgeries, makeListKeys } from './forged-lists.js';
import { judgeForgedMessage, messageForgeries, type MessageForgery } from './forged-messages.js';
import { judgeForgedPath, makePathKeys, pathForgeries } from './forged-paths.js';
import { forgeries as pdfForgeries } from './forged-pdf.js';
import { judgeForgedReceipt, receiptForgeries } from './forged-receipts.js';
import { judgeForgedStamp, makeStampScene, stampForgeries, type StampScene } from './forged-stamps.js';
import type { ForgeryFormat, ForgeryResult } from './forgery-result.js';
import { at, makeWorld, type World } from './world.js';

/** A forgery made; gives the verdict's code by all rules, or without one of them. */
type Judge = (leftOut?: string) => string;

interface Adversary {
  readonly format: ForgeryFormat;
  readonly rules: readonly string[];
  readonly forge: (rule: string) => Promise<Judge> | Judge;
  /** A rule that asks others: without it their forgeries pass as well. */
  readonly umbrella?: string;
}

export async function tryForgeries(): Promise<ForgeryResult[]> {
  const world = await makeWorld();
  const results: ForgeryResult[] = [];
  for (const adversary of [
    messages(world),
    pdfs(world),
    headers(world),
    receipts(world),
    paths(),
    lists(),
    answers(await makeAnswerScene(world)),
    stamps(makeStampScene(world)),
  ]) {
    for (const rule of adversary.rules) results.push(tried(adversary, rule, await adversary.forge(rule)));
  }
  return results;
}

function tried({ format, rules, umbrella }: Adversary, rule: string, judge: Judge): ForgeryResult {
  const code = judge();
  const isStopped = code !== 'trusted';
  const passesWithout = rules.filter((leftOut) => judge(leftOut) === 'trusted');
  const others = passesWithout.filter((one) => one !== rule && one !== umbrella);
  const isProven = isStopped && passesWithout.includes(rule) && others.length === 0;
  return { format, rule, code, isStopped, passesWithout, isProven };
}

/** A forger that is missing is a fault of the drill. */
function forgerOf<T>(forgers: Readonly<Record<string, T>>, rule: string): T {
  const forger = forgers[rule];
  if (forger === undefined) throw new Error(`nobody forges for the rule "${rule}"`);
  return forger;
}

const messages = (world: World): Adversary => ({
  format: 'cms',
  rules: [...messageRules.rules, 'signed attributes'],
  forge: (rule) => {
    const forged = forgerOf(messageForgeries, rule)(world);
    return (leftOut) => judgeForgedMessage(forged, world, leftOut as MessageForgery | undefined);
  },
});

function pdfs(world: World): Adversary {
  const names = [...pdfRules.signature, ...pdfRules.update].map(({ name }) => name);
  return {
    format: 'pdf',
    rules: names,
    umbrella: 'every update keeps to the rules for updates',
    forge: (rule) => {
      const forged = forgerOf(pdfForgeries, rule)(world);
      return (leftOut) => {
        const rules = {
          signature: pdfRules.signature.filter(({ name }) => name !== leftOut),
          update: pdfRules.update.filter(({ name }) => name !== leftOut),
        };
        const codes = judgeByRules(rules, forged, world.trust, at).map(({ code }) => code);
        return codes.find((code) => code !== 'trusted') ?? 'trusted';
      };
    },
  };
}

const headers = (world: World): Adversary => ({
  format: 'xml',
  rules: headerRules.map(({ name }) => name),
  forge: (rule) => {
    const forged = readWhole(Buffer.from(forgerOf(headerForgeries, rule)(world)));
    const { headerSignature } = forged;
    if (headerSignature === undefined) throw new Error(`the forgery for "${rule}" has no signature`);
    return (leftOut) => {
      const rules = headerRules.filter(({ name }) => name !== leftOut);
      return judgeHeaderBy(rules, headerSignature, forged, world.trust, at).code;
    };
  },
});

const receipts = (world: World): Adversary => ({
  format: 'receipt',
  rules: Object.keys(receiptForgeries),
  forge: async (rule) => {
    const forged = await forgerOf(receiptForgeries, rule)(world);
    return (leftOut) => judgeForgedReceipt(forged, world, leftOut);
  },
});

function paths(): Adversary {
  const keys = makePathKeys();
  return {
    format: 'path',
    rules: pathRules.rules,
    forge: (rule) => {
      const forged = forgerOf(pathForgeries, rule)(keys);
      return (leftOut) =>
        judgeForgedPath(
          forged,
          pathRules.rules.find((one) => one === leftOut),
        );
    },
  };
}

function lists(): Adversary {
  const keys = makeListKeys();
  return {
    format: 'revocation list',
    rules: listRules.map(({ name }) => name),
    forge: (rule) => {
      const forged = forgeList(keys, forgerOf(listForgeries, rule));
      return (leftOut) => judgeForgedList(forged, leftOut);
    },
  };
}

/** Several forgeries break the same rule; the first stands for it here, the tests have all. */
function firstOf<T>(
  forgers: Readonly<Record<string, readonly [rule: string, code: string, forge: T]>>,
  rule: string,
): T {
  return forgerOf(
    Object.fromEntries(
      Object.values(forgers)
        .toReversed()
        .map(([name, , forge]) => [name, forge]),
    ),
    rule,
  );
}

const answers = (scene: AnswerScene): Adversary => ({
  format: 'OCSP answer',
  rules: statusRules.map(({ name }) => name),
  forge: (rule) => {
    const forged = firstOf(answerForgeries, rule)(scene);
    return (leftOut) => judgeForgedAnswer(forged, rule, scene, leftOut);
  },
});

const stamps = (scene: StampScene): Adversary => ({
  format: 'time stamp',
  rules: stampRules.map(({ name }) => name),
  forge: async (rule) => {
    const forged = await firstOf(stampForgeries, rule)(scene);
    return (leftOut) => judgeForgedStamp(forged, scene, leftOut);
  },
});
