import { parseRepoSlug } from '@image-factory/core/enrollment';
import type { Notice } from '@image-factory/use-cases';
import { expect, it } from 'vitest';
import { renderSummary, toOutputs } from './report.ts';

const factory = parseRepoSlug('acme/factory', 'github');
if (!factory.ok) throw new Error('a fixture');
const notice: Notice = { title: 'x', factory: factory.value, items: [{ severity: 'error', image: 'app', text: 'held | <b>' }] };
const rest = { told: [], problems: [], dryRun: false };

it.each([
  {
    story: 'what needs a person, escaped, and who was told',
    report: { ...rest, notice, told: [{ type: 'issue', target: 'acme/factory', outcome: 'created', url: 'https://forge.example/1' }] },
    parts: ['1 thing needs a person.', '| app | held &#124; &lt;b&gt; |', 'created |'],
  },
  { story: 'that all is well', report: { ...rest, notice: { ...notice, items: [] } }, parts: ['Nothing needs a person.', 'names nobody to tell'] },
  { story: 'that nothing is certain', report: { ...rest, notice: undefined, dryRun: true }, parts: ['(dry run)', 'It is not certain'] },
] as const)('says $story', ({ report, parts }) => {
  const summary = renderSummary(report);
  for (const part of parts) expect(summary).toContain(part);
});

it('gives out what became of it', () => {
  expect(toOutputs({ ...rest, notice })).toEqual({ told: [], problems: [] });
});
