import { describe, expect, it } from 'vitest';
import { suggest } from './suggest.ts';

describe('did you mean', () => {
  it.each([
    ['dockerfle', 'dockerfile'],
    ['RNU', 'RUN'],
    ['FORM', 'FROM'],
    ['rebuild-delay', 'rebuildDelay'],
    ['Dockerfile', 'dockerfile'],
    ['ap', 'app'],
    ['zzz', undefined],
    ['', undefined],
  ])('%s: %s', (word, meant) => {
    expect(suggest(word, ['app', 'dockerfile', 'RUN', 'FROM', 'rebuildDelay', 'workflow'])).toBe(meant);
  });

  it('takes the closest, and of equally close ones the first', () => {
    expect(suggest('nodes', ['node', 'nodes', 'modes'])).toBe('nodes');
    expect(suggest('nod', ['node', 'nods'])).toBe('node');
  });

  it('looks at no word that nobody types', () => {
    expect(suggest('x'.repeat(101), ['x'.repeat(100)])).toBeUndefined();
  });
});
