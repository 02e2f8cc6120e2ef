/** What a judgement tells: one thing wrong, where, by whose rule, in two languages. */
import type { MessageKind } from '../read/open-envelope.js';

/** From the worst: no XML, no edXML, breaks a rule of everybody, breaks a rule of somebody, breaks none. */
export type JudgedLevel = 'not-well-formed' | 'not-edxml' | 'refused' | 'warned' | 'good';

export interface Finding {
  readonly level: Exclude<JudgedLevel, 'good'>;
  /** Family (N missing, R range, M not allowed, T type) and path: `N.MessageHeader.To`. */
  readonly code: string;
  readonly path: string;
  readonly english: string;
  readonly vietnamese: string;
  /** From 1, of the file as given; of a package the parser's lines end at 65,535. */
  readonly line?: number;
  /** Whose rule a warning is. */
  readonly of?: string;
}

/** `level` is that of the worst finding; a message with warnings alone is taken. At most 200 findings of a kind are told. */
export interface Judgement {
  readonly level: JudgedLevel;
  readonly kind?: MessageKind;
  readonly findings: readonly Finding[];
}
