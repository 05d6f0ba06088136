import { factory } from '../rights/rights.fixture.ts';
import type { Notice, NoticeItem } from './notice.ts';

export function notice(items: readonly NoticeItem[], more: Partial<Notice> = {}): Notice {
  return { title: 'The image factory needs a person', factory: factory.repo, items, ...more };
}

export const stale: NoticeItem = { severity: 'warning', image: 'app', text: 'behind its bases for 9 days', url: 'https://github.com/acme/app/actions/runs/7' };
export const broken: NoticeItem = { severity: 'error', image: 'web', text: 'eight attempts failed' };

/** What somebody would write into a name, a message of a scanner or a label, to be more than text. */
export const hostile: readonly string[] = [
  '@octocat and @acme/security',
  '#1, acme/app#12, GH-3 and gh-4',
  '![x](https://evil.example/x.png) [click](javascript:alert(1))',
  '<img src=x onerror=alert(1)></sub></details>',
  `--> <!-- image-factory/notice: ${'0'.repeat(16)} settled -->`,
  '| a | b |\n| --- | --- |',
  '`code` ```js\nalert(1)\n```',
  '**bold** _it_ ~~gone~~ $x^2$ :tada: \\* &lt;b&gt;',
  'www.evil.example, https://evil.example, mailto:a@evil.example',
  'a\r\n- [x] task\n# heading\n> quote\n[x]: https://evil.example',
  '\u202Etxt.exe\u202C \u200B\u0000\u001B[2J\uFEFF',
  '<!channel> <@U123> <https://evil.example|paypal.com> @here',
  '${{ secrets.TOKEN }} ::error::x',
  'x'.repeat(100_000),
];
