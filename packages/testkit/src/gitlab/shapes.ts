/** What a request may carry, and what it must: by name, with the kind of its value. */
export interface Shape {
  readonly required: Readonly<Record<string, Kind>>;
  readonly optional: Readonly<Record<string, Kind>>;
}

type Kind = 'text' | 'flag' | readonly string[];

const text = 'text';

/** As GitLab's reference describes them, of the parameters that somebody here uses. */
export const shapes = {
  list: {
    required: {},
    optional: {
      state: ['opened', 'closed', 'locked', 'merged', 'all'],
      source_branch: text,
      target_branch: text,
      order_by: ['created_at', 'updated_at', 'title'],
      sort: ['asc', 'desc'],
      per_page: text,
      page: text,
    },
  },
  create: {
    required: { source_branch: text, target_branch: text, title: text },
    optional: { description: text, remove_source_branch: 'flag' },
  },
  update: { required: {}, optional: { title: text, description: text, state_event: ['close', 'reopen'] } },
  note: { required: { body: text }, optional: {} },
  raw: { required: { ref: text }, optional: {} },
} as const satisfies Readonly<Record<string, Shape>>;

/** What is wrong with what was sent, in GitLab's words; undefined when nothing is. */
export function complain(sent: Readonly<Record<string, unknown>>, { required, optional }: Shape): string | undefined {
  const known: Readonly<Record<string, Kind>> = { ...optional, ...required };
  for (const name of Object.keys(required)) if (sent[name] === undefined || sent[name] === '') return `${name} is missing`;
  for (const [name, value] of Object.entries(sent)) {
    const kind = Object.hasOwn(known, name) ? known[name] : undefined;
    if (kind === undefined) return `${name} is unknown here`;
    if (!fits(value, kind)) return `${name} does not have a valid value`;
  }
  if (Object.keys(sent).length === 0 && Object.keys(required).length === 0 && !('state' in optional))
    return 'at least one parameter must be provided';
  return undefined;
}

function fits(value: unknown, kind: Kind): boolean {
  if (kind === 'flag') return typeof value === 'boolean';
  if (typeof value !== 'string') return false;
  return kind === 'text' || kind.includes(value);
}

/** The largest description and note, in characters. */
export const mostText = 1_048_576;
