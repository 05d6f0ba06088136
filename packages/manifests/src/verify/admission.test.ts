import { describeShared } from '@image-factory/testkit';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { admissionRows, type Outcome } from './admission.fixture.ts';
import { said } from './verify.fixture.ts';

describe('what Kargo was seen to do with an object, and what we say of it', () => {
  it.each(admissionRows)('$kargo: $story', ({ objects, says }) => {
    // Some stories were seen with a field left out that Kargo adds besides; here each stands for itself.
    expect(said(...objects).toSorted()).toEqual([...says].toSorted());
  });

  it.each(admissionRows)('$story is said as $kargo calls for', ({ kargo: outcome, says }) => {
    const worst = says.some((one) => one.startsWith('error')) ? 'error' : says.length > 0 ? 'warning' : 'nothing';
    const fitting = { refused: ['error'], rewritten: ['error', 'warning'], taken: ['error', 'warning', 'nothing'] };
    expect(fitting[outcome]).toContain(worst);
  });
});

describeShared('the observations themselves', 'facts/kargo-live.md', (path) => {
  it('say of each story what is written here', () => {
    const table = readFileSync(path, 'utf8').split('## 3. Admission table')[1]?.split('\n## ')[0] ?? '';
    const seen = table.split('\n').flatMap((line) => /^\| (?!object|-)[^|]+ \| (.*) \|$/.exec(line)?.[1] ?? []);
    expect(seen.map(outcomeOf)).toEqual(admissionRows.map(({ kargo: outcome }) => outcome));
  });

  function outcomeOf(text: string): Outcome {
    if (text.startsWith('REJECTED')) return 'refused';
    return text.includes('changed') || text.includes('added') ? 'rewritten' : 'taken';
  }
});
