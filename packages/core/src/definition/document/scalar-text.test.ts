import { describe, expect, it } from 'vitest';
import type { ScalarNode } from './node.ts';
import { scalarText } from './scalar-text.ts';

function scalar(text: string, plain: boolean): ScalarNode {
  return { kind: 'scalar', text, plain, literal: false, line: 1, size: 1 };
}

describe('what a program makes of a scalar without quotes', () => {
  it.each([
    { text: '1.20', compose: '1.2', workflow: '1.2' },
    { text: '22', compose: '22', workflow: '22' },
    { text: '1.2.0', compose: '1.2.0', workflow: '1.2.0' },
    { text: '-5', compose: '-5', workflow: '-5' },
    { text: '+5', compose: '5', workflow: '5' },
    { text: '.5', compose: '0.5', workflow: '0.5' },
    { text: '5.', compose: '5', workflow: '5' },
    { text: '1e3', compose: '1000', workflow: '1000' },
    { text: '1e21', compose: '1e+21', workflow: '1E+21' },
    { text: '0.00001', compose: '1e-05', workflow: '1E-05' },
    { text: '0.0001', compose: '0.0001', workflow: '0.0001' },
    { text: '010', compose: '8', workflow: '10' },
    { text: '0x1F', compose: '31', workflow: '31' },
    { text: '0o17', compose: '15', workflow: '15' },
    { text: '0b11', compose: '3', workflow: '0b11' },
    { text: '1_000', compose: '1000', workflow: '1_000' },
    { text: '12345678901234567890', compose: '12345678901234567890', workflow: '1.23456789012346E+19' },
    { text: '2026-01-09', compose: '2026-01-09 00:00:00 +0000 UTC', workflow: '2026-01-09' },
    { text: '2026-01-09T10:20:30Z', compose: '2026-01-09 10:20:30 +0000 UTC', workflow: '2026-01-09T10:20:30Z' },
    { text: '2026-02-30', compose: '2026-02-30', workflow: '2026-02-30' },
    { text: 'True', compose: 'true', workflow: 'true' },
    { text: 'yes', compose: 'yes', workflow: 'yes' },
    { text: '~', compose: null, workflow: null },
    { text: 'null', compose: null, workflow: null },
    { text: '', compose: null, workflow: null },
    { text: 'sha256:0a', compose: 'sha256:0a', workflow: 'sha256:0a' },
  ])('$text: $compose in Compose, $workflow in a workflow', ({ text, compose, workflow }) => {
    expect([scalarText(scalar(text, true), 'compose'), scalarText(scalar(text, true), 'workflow')]).toEqual([compose, workflow]);
    expect(scalarText(scalar(text, false), 'compose')).toBe(text);
  });
});
