/** One digest over a plan, so that two runs can be compared: documents, routes and answers, without times, identifiers and signatures. */
import { createHash } from 'node:crypto';
import { fateOf } from './fates.js';
import { documentKey, type Plan } from './planned-document.js';

/** Lower-case hex SHA-256. Documents are taken by sender and number, each recipient with what it will answer. */
export function planDigest(plan: Plan): string {
  const hash = createHash('sha256').update(`${plan.scenario.name}\n${plan.seed}\n${plan.documents.length}\n`);
  for (const document of plan.documents) {
    const { sender, number, kind, urgency, paragraphs, signed, leader, flaw } = document;
    const key = documentKey(sender.code, number);
    const answers = document.recipients.map((recipient) => {
      const fate = fateOf(plan.scenario.answers, plan.seed, key, recipient);
      return `${recipient}=${fate.statuses.join('>')}${fate.reason ?? ''}`;
    });
    const facts = [key, kind.type, urgency, paragraphs, Number(signed), Number(leader), flaw ?? '', answers.join(' ')];
    hash.update(`${facts.join('|')}\n`);
  }
  return hash.digest('hex');
}
