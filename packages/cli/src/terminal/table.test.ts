import { describe, expect, it } from 'vitest';
import { createPage } from './page.ts';
import { table } from './table.ts';

const page = (width: number, everything = false) => createPage({ width, colors: false, everything });

describe('table', () => {
  it('aligns columns and leaves no blanks at the ends of lines', () => {
    expect(
      table(
        ['NAME', 'STATUS', 'BASES'],
        [
          ['web', 'success', ['node:22', 'nginx:1.27']],
          ['a-longer-name', 'failed', []],
        ],
        page(80),
      ),
    ).toBe(['  NAME           STATUS   BASES', '  web            success  node:22, nginx:1.27', '  a-longer-name  failed'].join('\n'));
  });

  it('goes on below in the last column, between texts', () => {
    expect(table(['NAME', 'BASES'], [['web', ['docker.io/library/node:22', 'docker.io/library/nginx:1.27', 'ghcr.io/acme/base:1']]], page(50))).toBe(
      ['  NAME  BASES', '  web   docker.io/library/node:22,', '        docker.io/library/nginx:1.27,', '        ghcr.io/acme/base:1'].join('\n'),
    );
  });

  it('puts the last column below the row where there is no room beside it', () => {
    expect(table(['NAME', 'STATUS', 'BASE'], [['an-image-with-quite-a-long-name', 'success', 'mcr.microsoft.com/playwright:v1.40.0-focal']], page(60))).toBe(
      ['  NAME                             STATUS', '      BASE', '  an-image-with-quite-a-long-name  success', '      mcr.microsoft.com/playwright:v1.40.0-focal'].join('\n'),
    );
  });

  it('puts it below a single row, too, when one of its texts does not fit beside', () => {
    expect(
      table(
        ['NAME', 'BASES'],
        [
          ['a', ['node:22']],
          ['a-name-of-some-length', ['ghcr.io/acme/platform/base:1', 'x:1']],
        ],
        page(50),
      ),
    ).toBe(['  NAME                   BASES', '  a                      node:22', '  a-name-of-some-length', '      ghcr.io/acme/platform/base:1, x:1'].join('\n'));
  });

  it('leaves out a last column that says nothing', () => {
    expect(
      table(
        ['NAME', 'STATUS', 'WHY'],
        [
          ['web', 'created', ''],
          ['api', 'created', []],
        ],
        page(80),
      ),
    ).toBe(['  NAME  STATUS', '  web   created', '  api   created'].join('\n'));
  });

  it('shows the first rows of many, and all of them when asked', () => {
    const rows = Array.from({ length: 50 }, (_, index) => [`image-${index}`, 'x']);
    expect(table(['NAME', ''], rows, page(80), { most: 10 }).split('\n').slice(-2)).toEqual(['  image-9  x', '  … and 40 more (--verbose shows all)']);
    expect(table(['NAME', ''], rows, page(80, true), { most: 10 }).split('\n')).toHaveLength(51);
  });

  it('does not hide one or two rows: the line that says so would take as much room', () => {
    expect(
      table(
        ['N', ''],
        [
          ['1', ''],
          ['2', ''],
          ['3', ''],
        ],
        page(80),
        { most: 1 },
      ),
    ).not.toContain('more');
  });

  it('shows what could act on a terminal', () => {
    expect(table(['NAME', 'X'], [['a\u001b[31mb\u202ec', 'd\ne']], page(80))).toBe('  NAME                 X\n  a\\u001b[31mb\\u202ec  d\\ne');
  });

  it('has nothing to say without rows', () => {
    expect(table(['NAME'], [], page(80))).toBe('');
  });
});
