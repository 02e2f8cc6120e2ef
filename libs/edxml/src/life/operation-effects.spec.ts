import { describe, expect, test } from '@jest/globals';
import type { Business } from '../document.js';
import { sampleDocument } from '../sample-document.js';
import { effectsOf, targetsOf } from './operation-effects.js';

const to = ['H54', 'H54.20', 'H54.21'].map((organId) => ({ organId, organName: organId }));
const effects = (business: Business) =>
  effectsOf({ ...sampleDocument, documentId: 'own', to, business }).map(
    ({ recipient, documentId, act }) => `${act} ${documentId} ${recipient}`,
  );

describe('what a package does to whom', () => {
  test('a new document goes to all its recipients', () => {
    expect(effects({ type: 0 })).toEqual(['deliver own H54', 'deliver own H54.20', 'deliver own H54.21']);
  });

  test('a recall is about the document it names, at the recipients of the package', () => {
    expect(effects({ type: 1, documentId: 'first' })).toEqual(to.map(({ organId }) => `recall first ${organId}`));
  });

  test('an update goes to who was added, comes back from who was removed, and changes the rest', () => {
    const receivers = [
      { organId: 'H54.21', type: 1 },
      { organId: 'H54.30', type: 0 },
    ];
    expect(effects({ type: 2, documentId: 'first', update: { contentChanged: true, receivers } })).toEqual([
      'deliver first H54.21',
      'recall first H54.30',
      'update first H54',
      'update first H54.20',
    ]);
    expect(effects({ type: 2, update: { contentChanged: false, receivers } })).toEqual([
      'deliver own H54.21',
      'recall own H54.30',
    ]);
  });

  test('who was removed and still stands among the recipients gets no update', () => {
    const receivers = [{ organId: 'H54.20', type: 0 }];
    expect(effects({ type: 2, update: { receivers } })).toEqual([
      'recall own H54.20',
      'update own H54',
      'update own H54.21',
    ]);
  });

  test('a second send that is called an update changes the content for all', () => {
    expect(effects({ type: 2 })).toEqual(to.map(({ organId }) => `update own ${organId}`));
  });

  test('a replacement ends each document for those named with it, or for all', () => {
    const replacements = [{ documentId: 'a', organIds: ['H54.20'] }, { documentId: 'b' }];
    expect(effects({ type: 3, replacements }).slice(3)).toEqual([
      'replace a H54.20',
      'replace b H54',
      'replace b H54.20',
      'replace b H54.21',
    ]);
  });
});

describe('what a package is about', () => {
  const about = (business: Business) => targetsOf({ ...sampleDocument, documentId: 'own', to, business });
  const named = (business: Business) => about(business).map(({ documentId }) => documentId);

  test('is the document that a recall or an update names, or its own where it names none', () => {
    expect(named({ type: 1, documentId: 'first' })).toEqual(['first']);
    expect(about({ type: 2 })).toEqual([{ documentId: 'own', where: 'MessageHeader.DocumentId' }]);
  });

  test('is every document that it replaces, once, and none for a new one', () => {
    const replacements = [{ documentId: 'a', organIds: ['H54'] }, { documentId: 'b' }, { documentId: 'a' }];
    expect(named({ type: 3, replacements })).toEqual(['a', 'b']);
    expect(named({ type: 0, documentId: 'first' })).toEqual([]);
  });
});
