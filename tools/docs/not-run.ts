import type { Fence } from './fences.ts';

interface NotRun {
  readonly applies: (fence: Fence) => boolean;
  readonly reason: string;
}

/** The blocks that are not run, each with why; a line that no block needs fails the tests. */
export const notRun: readonly NotRun[] = [
  { applies: ({ language }) => language === 'text', reason: 'what a program prints' },
  { applies: ({ language }) => language === 'mermaid', reason: 'a picture' },
  { applies: ({ language, text }) => language === 'yaml' && /^(?:on|jobs):/m.test(text), reason: 'a workflow: a forge runs it' },
  {
    applies: ({ language, text }) => language === 'yaml' && text.startsWith('apiVersion:'),
    reason: 'objects for a cluster: e2e/gitops reads them',
  },
  { applies: ({ language, text }) => language === 'json' && text.includes('"event_type"'), reason: 'an event: a forge takes it' },
  { applies: ({ place, language }) => place.startsWith('docs/dockerfile.md:') && language === 'yaml', reason: 'part of an entry' },
  {
    applies: ({ place, language }) => place.startsWith('docs/migrate.md:') && language === 'yaml',
    reason: 'an entry before and after: one is not ours',
  },
];

export function reasonOf(fence: Fence): string | undefined {
  return notRun.find(({ applies }) => applies(fence))?.reason;
}
