import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readScanEvent } from './scan-event.ts';

const urgent = { image: 'node:22', ids: ['CVE-2026-20001'], severity: 'critical', fixedIn: '3.0.20' };
const event = (factory: unknown, action = 'image-factory-scan'): string => JSON.stringify({ action, client_payload: { factory }, sender: { login: 'octocat' } });

describe('an event that says what was found', () => {
  it('is a list of advisories, without what nobody knows', () => {
    const { value, problems } = readScanEvent(event({ v: 1, advisories: [{ ...urgent, color: 'red' }], more: true }), 'event.json');
    expect(problems).toEqual([]);
    expect(value?.advisories).toMatchObject([{ id: 'CVE-2026-20001', severity: 'critical', fixedIn: '3.0.20' }]);
  });

  it('an advisory that can not be used costs the others nothing', () => {
    const { value, problems } = readScanEvent(event({ v: 1, advisories: [{ ...urgent, ids: ['rm -rf /'] }, 'x', urgent] }), 'event.json');
    expect(value?.advisories).toHaveLength(1);
    expect(problems.map(({ source }) => source)).toEqual([{ file: 'event.json' }, { file: 'event.json' }]);
  });

  it.each([
    { story: 'another event', text: event({ v: 1, advisories: [urgent] }, 'image-factory-rebuild') },
    { story: 'a push', text: JSON.stringify({ ref: 'refs/heads/main' }) },
    { story: 'a schedule', text: JSON.stringify({ schedule: '23 * * * *' }) },
    { story: 'no JSON', text: '{' },
    { story: 'nothing', text: '' },
  ])('$story says nothing, and nothing is wrong with it', ({ text }) => {
    expect(readScanEvent(text, 'event.json')).toEqual({ value: undefined, problems: [] });
  });

  it.each([
    { story: 'a later version', text: event({ v: 2, advisories: [urgent] }) },
    { story: 'no version', text: event({ advisories: [urgent] }) },
    { story: 'no payload', text: JSON.stringify({ action: 'image-factory-scan' }) },
    { story: 'no advisories', text: event({ v: 1, advisories: [] }) },
    { story: 'far too much', text: event({ v: 1, advisories: [urgent], more: 'x'.repeat(300_000) }) },
  ])('$story can not be used', ({ text }) => {
    expect(readScanEvent(text, 'event.json')).toMatchObject({ value: undefined, problems: [{ code: 'scan/unusable-event', severity: 'error' }] });
  });

  it('gives an answer to any text', () => {
    fc.assert(fc.property(fc.jsonValue(), (factory) => void readScanEvent(event(factory), 'event.json')));
    fc.assert(fc.property(fc.jsonValue(), (advisories) => void readScanEvent(event({ v: 1, advisories: [advisories] }), 'event.json')));
  });
});
