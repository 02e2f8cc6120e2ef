import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { statusNames } from '../status.js';
import { lifeAfter, unborn, viewOf, whyNot, type CopyLife, type LifeEvent, type SenderAct } from './copy-life.js';

const says = (status: number): LifeEvent => ({ by: 'recipient', status });
const does = (act: SenderAct): LifeEvent => ({ by: 'sender', act });
const after = (...events: LifeEvent[]): CopyLife => events.reduce(lifeAfter, unborn);
const may = (life: CopyLife, event: LifeEvent): boolean => whyNot(life, event) === undefined;

const acts: readonly SenderAct[] = ['recall', 'update', 'replace'];
const events: LifeEvent[] = [...acts.map(does), ...Object.keys(statusNames).map((code) => says(Number(code)))];

describe('the life of a copy', () => {
  test('goes from arrival to the end of the work', () => {
    expect(after(says(1), says(3), says(4), says(5), says(6))).toEqual({ status: 6, end: 'finished' });
    expect(after(says(1), says(2))).toEqual({ status: 2, end: 'refused' });
  });

  test('a recall before the arrival needs nobody, later the recipient answers', () => {
    expect(after(does('recall'))).toEqual({ status: 0, end: 'recalled' });
    expect(after(says(1), does('recall'))).toEqual({ status: 1, asked: 'recall' });
    expect(after(says(1), says(3), does('recall'), says(15))).toEqual({ status: 3, end: 'recalled' });
  });

  test('after a "no" the work goes on where it stood', () => {
    const life = after(says(1), says(3), says(5), does('recall'), says(16));
    expect(life).toEqual({ status: 5 });
    expect([may(life, says(6)), may(life, says(4))]).toEqual([true, false]);
  });

  test('an update is taken without asking until the clerk has taken the document in', () => {
    expect(after(says(1), does('update'))).toEqual({ status: 1 });
    expect(after(says(1), says(3), does('update'))).toEqual({ status: 3, asked: 'update' });
    expect(after(says(1), says(3), does('update'), says(15), says(4))).toEqual({ status: 4 });
  });

  test('a replacement asks nobody, and ends a finished copy too', () => {
    expect(after(says(1), does('replace'))).toEqual({ status: 1, end: 'replaced' });
    expect(after(says(1), says(3), says(6), does('replace'))).toEqual({ status: 6, end: 'replaced' });
  });

  test.each([
    ['a finished document is not recalled', after(says(1), says(3), says(6)), does('recall')],
    ['a refused document is not updated', after(says(1), says(2)), does('update')],
    ['a recalled document is not replaced', after(does('recall')), does('replace')],
    ['a second recall waits for the answer to the first', after(says(1), does('recall')), does('recall')],
    ['work waits while a recall is not answered', after(says(1), says(3), does('recall')), says(4)],
    ['nobody answers what was not asked', after(says(1), says(3)), says(15)],
    ['a document does not go back', after(says(1), says(3), says(5)), says(4)],
  ])('%s', (_, life, event) => {
    expect(whyNot(life, event)).toEqual(expect.any(String));
    expect(() => lifeAfter(life, event)).toThrow(whyNot(life, event));
  });

  test('whatever happens in whatever order, an end stays but for a replacement, and 15 and 16 only answer', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 25 }), (drawn) => {
        let life = unborn;
        for (const event of drawn) {
          const before = life;
          if (!may(life, event)) continue;
          life = lifeAfter(life, event);
          if (before.end !== undefined) expect([before.end, life.end]).toEqual(['finished', 'replaced']);
          if (event.by === 'recipient' && event.status > 13) expect(before.asked).toBeDefined();
          expect(life.status).toBeGreaterThanOrEqual(before.status);
        }
      }),
    );
  });
});

describe('what each side sees', () => {
  test('a recalled document leaves the work list and stays in the record', () => {
    const recalled = after(says(1), does('recall'), says(15));
    expect(viewOf(recalled, 'recipient')).toEqual({ inWorkList: false, inRecord: true, vietnamese: 'Đã thu hồi' });
  });

  test('a recall that waits reads differently at the two sides', () => {
    const asked = after(says(1), does('recall'));
    expect(viewOf(asked, 'sender').vietnamese).toBe('Chờ bên nhận đồng ý thu hồi');
    expect(viewOf(asked, 'recipient')).toMatchObject({ inWorkList: true, vietnamese: 'Bên gửi đề nghị thu hồi' });
  });

  test('ordinary work reads by its status', () => {
    expect([unborn, after(says(1)), after(says(1), says(3))].map((life) => viewOf(life, 'sender').vietnamese)).toEqual([
      'Đã gửi',
      'Đã đến',
      'Đã tiếp nhận',
    ]);
  });
});
