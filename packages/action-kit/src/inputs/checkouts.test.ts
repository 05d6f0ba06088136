import { describe, expect, it } from 'vitest';
import { UserError } from '../run/user-error.ts';
import { readCheckouts } from './checkouts.ts';

describe('checkouts', () => {
  it('says where other repositories are, from the root of the workspace', () => {
    expect([...readCheckouts(['acme/shop=shop', ' acme/tools = ./vendor/tools '], '/w')]).toEqual([
      ['acme/shop', '/w/shop'],
      ['acme/tools', '/w/vendor/tools'],
    ]);
  });

  it.each(['acme/shop', '=shop', 'acme/shop=', 'acme=shop', 'acme/shop=../shop', 'acme/shop=/etc', 'a/b/../c=shop'])('%s is a problem', (line) => {
    expect(() => readCheckouts([line], '/w')).toThrow(UserError);
  });

  it('reports every bad line at once', () => {
    try {
      readCheckouts(['x', 'acme/shop=shop', 'y'], '/w');
      expect.unreachable();
    } catch (error) {
      expect(error instanceof UserError && error.problems.map(({ message }) => message)).toEqual([expect.stringContaining('`x`'), expect.stringContaining('`y`')]);
    }
  });
});
