import type { RepoSlug } from '@image-factory/core/enrollment';
import type { Problem } from '@image-factory/core/problem';
import type { HeldFailure } from './notices-failure.ts';
import type { PlannedBase, RebuildPlan } from './plan-rebuilds.ts';

/** Something that needs a person. Its texts may come from anybody. */
export interface NoticeItem {
  readonly severity: Problem['severity'];
  /** The image, or the reference of the base image, that it is about. */
  readonly image?: string;
  readonly text: string;
  /** Where to read more. */
  readonly url?: string;
}

/** What a factory has to say now; without items: all is well. */
export interface Notice {
  readonly title: string;
  readonly factory: RepoSlug;
  readonly items: readonly NoticeItem[];
}

const mostItems = 500;
const mostNames = 5;
const mostText = 500;
const dayMs = 24 * 3_600_000;

/**
 * What people have to hear, and nothing else: images that stay held until somebody acts, bases that could not be looked up for
 * more than a day so that nobody knows how images stand, and that all rebuilds are stopped.
 *
 * The same state gives the same notice at any time of the day, in whatever order it was found: what is told once is not news
 * the next hour. Texts are those of state files and registries, shortened; whoever shows them escapes them.
 *
 * @param problems - of them the file that stops all rebuilds
 */
export function noticeOf({ at, images }: RebuildPlan, problems: readonly Problem[], { factory }: { readonly factory: RepoSlug }): Notice {
  const items = [
    ...problems.flatMap(({ code, severity, message }) => (code === 'dispatch/stopped' ? [{ severity, text: cut(message) }] : [])),
    ...ordered(images.flatMap(({ name, failure }) => (failure === undefined ? [] : [itemOf(name, failure)]))),
    ...ordered(unseenBases(images, new Date(at))),
  ];
  const rest = items.length - mostItems;
  const more: NoticeItem[] =
    rest > 0 ? [{ severity: 'error', text: `${rest} more need a person: \`image-factory plan\` names them.` }] : [];
  return { title: 'The image factory needs a person', factory, items: [...items.slice(0, mostItems), ...more] };
}

function itemOf(image: string, { code, message, attempts, url }: HeldFailure): NoticeItem {
  return { severity: 'error', image, text: cut(explain(code, sentence(message), attempts)), ...(url === undefined ? {} : { url }) };
}

function explain(code: HeldFailure['code'], said: string, attempts: number): string {
  switch (code) {
    case 'blocked':
      return `Its build can not be started, which is tried again once a day. ${said}`;
    case 'denied':
      return `Its build may not be started, which is tried again once a day. ${said}`;
    case 'ambiguous':
      return `Nobody knows which run builds it: look at the runs, and ask for the rebuild by hand if none is it. ${said}`;
    case 'failed':
    case 'ineffective':
    case 'cancelled':
    case 'no-run':
    case 'unclear':
    case 'later':
      return `It is held after ${attempts} failed attempts: ask for the rebuild by hand when the cause is gone. ${said}`;
  }
}

/** One item for each base, however many images are built from it. */
function unseenBases(images: RebuildPlan['images'], now: Date): NoticeItem[] {
  const found = new Map<string, { readonly since: string; readonly names: string[] }>();
  for (const { name, decision, bases } of images) {
    for (const { reference, since } of decision === 'unknown' ? bases.flatMap((base) => failingLong(base, now)) : []) {
      const known = found.get(reference) ?? { since, names: [] };
      known.names.push(name);
      found.set(reference, known);
    }
  }
  return [...found].map(([reference, { since, names }]) => ({
    severity: 'error',
    image: reference,
    text: `It could not be looked up since ${since}: nobody knows whether ${listNames(names)} current. The step that observes says why.`,
  }));
}

function failingLong({ freshness, failingSince, reference }: PlannedBase, now: Date): { reference: string; since: string }[] {
  if (freshness !== 'unknown' || failingSince === undefined) return [];
  return now.getTime() - new Date(failingSince).getTime() > dayMs ? [{ reference, since: failingSince }] : [];
}

function listNames(names: readonly string[]): string {
  const sorted = names.toSorted();
  const rest = sorted.length - mostNames;
  const shown = rest > 0 ? [...sorted.slice(0, mostNames), `${rest} more`] : sorted;
  return `${shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ` : ''}${shown.at(-1) ?? ''} ${names.length === 1 ? 'is' : 'are'}`;
}

function ordered(items: readonly NoticeItem[]): NoticeItem[] {
  return items.toSorted(({ image: a = '' }, { image: b = '' }) => (a < b ? -1 : 1));
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function cut(text: string): string {
  const characters = [...text.slice(0, mostText * 2)];
  return characters.length > mostText ? `${characters.slice(0, mostText).join('')}…` : text.trim();
}
