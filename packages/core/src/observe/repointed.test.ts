import { describe, expect, it } from 'vitest';
import { parseTag } from '../reference/index.ts';
import { loudnessOf } from './repointed.ts';

describe('how loud a re-pointed tag is', () => {
  it.each([
    ...['latest', 'stable', 'bookworm', '22', 'v22', '3.12', '22-bookworm-slim', '3.12-slim-bookworm', 'alpine3.20', 'jdk-21', '16-alpine', 'nonroot', 'debug', 'abcdef1', '1_0'].map((tag) => ({
      tag,
      loud: 'quiet',
    })),
    ...['22.1.3', 'v1.2.3', '3.12.4-slim', '22.1.3-bookworm-slim', '1.27.2-alpine', '8.0.11-jammy', '21.0.5_jdk'].map((tag) => ({ tag, loud: 'notice' })),
    ...[
      '1.2.3.4',
      '1.2.3-4',
      '1.2.3-r1',
      '22.1.3-alpine3.20.1',
      '21.0.5_11-jre',
      '20261121',
      '20261121-slim',
      '2026.11.21',
      '2026-11-21',
      'bookworm-20261121-slim',
      'noble-20261121.1',
      'sha-0a1b2c3',
      'main-sha-0a1b2c3',
      'git-0a1b2c3d4e',
    ].map((tag) => ({ tag, loud: 'warning' })),
    { tag: '0123456789abcdef0123456789abcdef01234567', loud: 'warning' },
  ])('$tag: $loud', ({ tag, loud }) => {
    const parsed = parseTag(tag);
    expect(parsed === undefined ? undefined : loudnessOf(parsed)).toBe(loud);
  });
});
