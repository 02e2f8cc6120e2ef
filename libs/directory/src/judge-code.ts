/** A code as it stands in a real message, looked at with patience: which form it has, what it comes to, and what is odd about it. */
import { isHubCode, isOldCode, isAgencyCode, toNewCode } from './codes.js';
import { codeTrees, isFirstLevel, lastOf, mergerOf } from './level-one.js';

export type CodeForm = 'old' | 'new' | 'hub' | 'registration' | 'other';

/** `code`: the new form where it can be told, else the text as given. `levels`: from the top, none for what has no form. */
export interface CodeJudgement {
  readonly form: CodeForm;
  readonly code: string;
  readonly levels: readonly string[];
  readonly warnings: readonly CodeWarning[];
}

export interface CodeWarning {
  readonly english: string;
  readonly vietnamese: string;
}

/** Read from right to left with fewer levels than four: `28.22.H17`, seen in the samples of a provincial axis. */
const shortOldForm = /^\d{1,3}(?:\.\d{1,3}){0,2}\.[A-VX-Z]\d{2}$/;
/** Three groups with the top in the middle: `000.A53.000`, of the Party's tree. */
const partyForm = /^000\.(A\d{2})\.000$/;

/**
 * A firm goes by its registration number (Decision 20/2020, Article 5): ten digits, three more for a branch; a business household by
 * that of its certificate, `01A8000001`. That they look so is remembered.
 */
const registrationForm = /^(?:\d{10}(?:\.?\d{3})?|\d{2}[A-Z]\d{7})$/;

/** `day`: official date `yyyy-MM-dd`, which decides whether a merger is over. */
export function judgeCode(text: string, day: string): CodeJudgement {
  if (isHubCode(text)) return { form: 'hub', code: text, levels: [], warnings: [hubWarning(text)] };
  if (registrationForm.test(text)) return { form: 'registration', code: text, levels: [], warnings: [] };
  const [form, code, odd] = formOf(text);
  if (form === 'other') return { form, code, levels: [], warnings: odd };
  const levels = code.split('.');
  return { form, code, levels, warnings: [...odd, ...gapWarning(levels, text), ...treeWarnings(levels[0] ?? '', day)] };
}

function formOf(text: string): readonly [form: CodeForm, code: string, warnings: readonly CodeWarning[]] {
  if (isOldCode(text)) return ['old', toNewCode(text), []];
  if (isAgencyCode(text)) return ['new', text, []];
  const party = partyForm.exec(text)?.[1];
  if (party !== undefined) return ['old', party, [oddForm(text, party)]];
  if (shortOldForm.test(text)) {
    const code = withoutEmptyEnd(text.split('.').reverse()).join('.');
    return ['old', code, [oddForm(text, code)]];
  }
  return ['other', text, [noForm(text)]];
}

function withoutEmptyEnd(levels: readonly string[]): string[] {
  const last = levels.findLastIndex((level) => !isEmpty(level));
  return levels.slice(0, last + 1);
}

const isEmpty = (level: string): boolean => /^0+$/.test(level);

/** Levels of zeros between others: the rule wants every level above a used one to be used, some real codes break it. */
function gapWarning(levels: readonly string[], text: string): CodeWarning[] {
  if (!levels.some(isEmpty)) return [];
  return [
    {
      english: `${text} has an empty level above one that is used`,
      vietnamese: `${text} bỏ trống một cấp ở trên cấp được dùng`,
    },
  ];
}

function treeWarnings(top: string, day: string): CodeWarning[] {
  const letter = top.charAt(0);
  const merger = mergerOf(top);
  const warnings: CodeWarning[] = [];
  if (codeTrees[letter] === undefined) {
    warnings.push({
      english: `no codes are known that begin with ${letter}`,
      vietnamese: `chưa biết mã nào bắt đầu bằng ${letter}`,
    });
  } else if (!isFirstLevel(top)) {
    warnings.push({
      english: `${top} is nobody's code: numbers after ${letter} go from 01 to ${lastOf(letter)}`,
      vietnamese: `${top} không phải mã của cơ quan nào: số sau ${letter} từ 01 đến ${lastOf(letter)}`,
    });
  }
  if (merger !== undefined && day >= merger.since) {
    warnings.push({
      english: `${top} was merged into ${merger.into} on ${merger.since}`,
      vietnamese: `${top} đã sáp nhập vào ${merger.into} từ ${merger.since}`,
    });
  }
  return warnings;
}

const hubWarning = (text: string): CodeWarning => ({
  english: `${text} is the code of a place of the exchange; an agency has its own`,
  vietnamese: `${text} là mã của điểm liên thông; cơ quan có mã riêng`,
});

const oddForm = (text: string, code: string): CodeWarning => ({
  english: `${text} has neither form; it is taken for ${code}`,
  vietnamese: `${text} không đúng dạng nào; được hiểu là ${code}`,
});

const noForm = (text: string): CodeWarning => ({
  english: `${text} is neither of the new form (H54.07) nor of the old (000.00.07.H54)`,
  vietnamese: `${text} không theo dạng mới (H54.07) cũng không theo dạng cũ (000.00.07.H54)`,
});
