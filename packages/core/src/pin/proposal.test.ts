import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBranchName, parseImageName, type BranchName } from '../enrollment/index.ts';
import { baseKey, parseReference } from '../reference/index.ts';
import { codeCell, textCell } from './markdown.ts';
import { a, b } from './pin.fixture.ts';
import { describePins, pinBranch, type MovedPin } from './proposal.ts';

const parsed = parseReference('node:22-bookworm-slim');
if (!parsed.ok) throw new Error('no reference');
const base = parsed.value;
const [app] = [parseImageName('app')].flatMap((name) => (name.ok ? [name.value] : []));
const pin: MovedPin = { file: 'app/Dockerfile', line: 3, use: 'final-base', from: a, to: b, since: new Date('2026-01-02T03:04:05Z'), images: app === undefined ? [] : [app], why: 'node:22 moved.' };

describe('the pull request', () => {
  it('says what moved, where and since when', () => {
    const { title, body, message } = describePins(base, [pin]);
    expect(title).toBe('Move node:22-bookworm-slim on to sha256:bbbbbbbbbbbb');
    expect(body).toContain(`| \`app/Dockerfile:3\` | final-base | \`${a}\` | \`${b}\` | 2026-01-02T03:04:05Z | \`app\` |`);
    expect(body).toContain('\n- node:22 moved.\n');
    expect(message).toBe(`${title}\n\n- app/Dockerfile:3: sha256:aaaaaaaaaaaa -> ${b}\n`);
  });

  it('stays within what GitHub takes, however many places there are', () => {
    const { body, message } = describePins(
      base,
      Array.from({ length: 5000 }, (_, line) => ({ ...pin, line, why: `${line} ${'x'.repeat(200)}` })),
    );
    expect(body.length).toBeLessThan(60_000);
    expect(message.length).toBeLessThan(60_000);
    expect(body).toContain('And 4900 more places.');
  });

  it('law: nobody writes markup, a cell or a mention through it', () => {
    const nasty = fc.oneof(fc.string(), fc.constantFrom('a|b', '``', '<img src=x>', '@acme/team', '[x](http://evil)', '\n| x |', '`', 'www.evil.com', '\\', '$x$', '#1', '\u001b[2J'));
    const text = fc.array(nasty).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (words) => {
        for (const cell of [codeCell(words), textCell(words)]) expect(cell).not.toMatch(/[\n\r\u001b]|(?<!\\)\|/);
        expect(textCell(words.replaceAll('`', ''))).not.toMatch(/<(?!\/?span>)|(?<!<span>)@/);
      }),
    );
  });
});

describe('the branch', () => {
  it('is named after the base', () => {
    expect(pinBranch(base)).toBe(`image-factory/pin/${baseKey(base)}`);
    const into = parseBranchName('release/2');
    if (into.ok) expect(pinBranch(base, into.value satisfies BranchName)).toBe(`image-factory/pin/release/2/${baseKey(base)}`);
  });
});
