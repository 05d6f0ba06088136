import { formatLocation } from '@image-factory/core/problem';
import type { Markdown } from './markdown.ts';
import type { AffectedImage, CheckReport, EntityChange, FieldChange, Grant } from './report.ts';

/** How much of a report is shown. */
export interface Room {
  /** Rows of each table, and problems. */
  readonly rows: number;
  /** Characters of each text. */
  readonly text: number;
}

/** A report as Markdown, the most important part first; what there is no room for is counted. */
export function renderSections(report: CheckReport, markdown: Markdown, room: Room): string {
  const { affected, grants, changes, pending = [] } = report;
  const { prose } = markdown;
  const parts = [
    `**${prose(headline(report))}**`,
    ...notes(report).map((text) => prose(cut(text, room))),
    ...problemPart(report, markdown, room),
    ...titled(
      'Who may start or write what',
      grants,
      (some) =>
        markdown.table(
          ['Image', 'What is new', 'Before'],
          some.map((grant) => grantRow(grant, room)),
        ),
      room,
    ),
    ...titled(
      'What a merge would rebuild',
      affected,
      (some) =>
        markdown.table(
          ['Wave', 'Image', 'Why'],
          some.map((image) => affectedRow(image, room)),
        ),
      room,
    ),
    ...changePart('What would be different', changes, markdown, room),
    ...changePart('What the next update does to the manifests anyway', pending, markdown, room),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The report in a line. */
export function headline({ problems, affected, size, matrix, grants, incomparable: side }: CheckReport): string {
  const errors = problems.filter(({ severity, old }) => severity === 'error' && !old).length;
  return [
    ...(errors === 0 ? [] : [counted(errors, 'new error')]),
    affected.length === 0
      ? 'nothing would be rebuilt'
      : `${counted(affected.length, 'image')} would be rebuilt in ${counted(matrix.length, 'wave')} (blast radius: ${size})`,
    ...(grants.length === 0 ? [] : [counted(grants.length, 'new right')]),
    ...(side === undefined ? [] : ['not all could be compared']),
  ]
    .map((text, index) => (index === 0 ? text.charAt(0).toUpperCase() + text.slice(1) : text))
    .join(' · ');
}

function counted(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

/** What there is to say beside the tables, in sentences. */
export function notes({ incomparable: side, blocked, solved, affected, emptyReason, credentials }: CheckReport): string[] {
  const sides = {
    base: 'The factory.yaml of the base can not be used: what is different in state and manifests is not known, and all rights in it count as new.',
    head: 'factory.yaml can not be used: what would be different in state and manifests, and what would be rebuilt, is not known.',
  };
  return [
    ...(side === undefined ? [] : [sides[side]]),
    ...(affected.length === 0 && side !== 'head' ? [emptyReason] : []),
    ...(blocked.length === 0 ? [] : [`There is no order in which these can be built: ${listed(blocked)}.`]),
    ...describeCredentials(credentials),
    ...(solved === 0 ? [] : [`${counted(solved, 'problem')} of the base ${solved === 1 ? 'is' : 'are'} solved.`]),
  ];
}

function describeCredentials(credentials: CheckReport['credentials']): string[] {
  const kinds = {
    app: 'a GitHub App that is installed in their repository',
    'app-and-consent':
      'a GitHub App that is installed in their repository, and the consent of its owner in `.github/image-factory.yml` there',
    gitlab: 'a pipeline trigger token of their GitLab project',
  } as const;
  const groups = Map.groupBy(credentials, ({ needs }) => needs);
  return [...groups].map(
    ([needs, members]) =>
      `The token of this repository can not start these builds, which takes ${kinds[needs]}: ${listed(members.map(({ image }) => image))}.`,
  );
}

/** The first names of a list, in a sentence. */
function listed(names: readonly string[]): string {
  const more = names.length - 20;
  return `${names
    .slice(0, 20)
    .map((name) => `\`${name}\``)
    .join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** A table below its title, and how much of it is not shown. */
function titled<T>(title: string, items: readonly T[], render: (some: readonly T[]) => string, { rows }: Room): string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, rows);
  const more = items.length - shown.length;
  return [`### ${title} (${items.length})`, ...(shown.length === 0 ? [] : [render(shown)]), ...(more === 0 ? [] : [`… and ${more} more.`])];
}

function problemPart(report: CheckReport, { code, prose, details }: Markdown, room: Room): string[] {
  const marks = { error: '❌', warning: '⚠️', notice: 'ℹ️' } as const;
  const list = (old: boolean): string[] => {
    const all = report.problems.filter((problem) => problem.old === old);
    const lines = all.slice(0, room.rows).map(({ severity, source, message, hint, code: name }) => {
      const place = source === undefined ? '' : `${code(cut(formatLocation(source), room))}: `;
      return `- ${marks[severity]} ${place}${prose(cut(message, room))} (${code(name)})${hint === undefined ? '' : `<br>${prose(cut(hint, room))}`}`;
    });
    return all.length === 0
      ? []
      : [[...lines, ...(all.length > lines.length ? [`- … and ${all.length - lines.length} more.`] : [])].join('\n')];
  };
  const before = report.problems.filter(({ old }) => old).length;
  return [...list(false), ...list(true).map((text) => details(`${counted(before, 'problem')} that the base has, too`, text))];
}

function grantRow({ image = '', text, before = '' }: Grant, room: Room): string[] {
  return [image, cut(text, room), cut(before, room)];
}

function affectedRow({ image, wave, because }: AffectedImage, room: Room): string[] {
  return [wave === undefined ? '–' : String(wave), `\`${image}\``, cut(because.join('; '), room)];
}

function changePart(title: string, changes: readonly EntityChange[], { table }: Markdown, room: Room): string[] {
  const rows = (some: readonly EntityChange[]): string[][] => some.map((change) => changeRow(change, room));
  return titled(title, weightiestFirst(changes), (some) => table(['Change', 'What', 'Name', 'What differs'], rows(some)), room);
}

/** What has consequences stands before what is only different. */
export function weightiestFirst(changes: readonly EntityChange[]): EntityChange[] {
  return [...changes.filter(({ note }) => note !== undefined), ...changes.filter(({ note }) => note === undefined)];
}

function changeRow(change: EntityChange, room: Room): string[] {
  return [describeChange(change), describeKind(change), `\`${change.name}\``, cut(describeDifference(change), room)];
}

export function describeChange({ change, was }: EntityChange): string {
  return was === undefined ? change : 'renamed';
}

export function describeKind({ kind, layer }: EntityChange): string {
  return layer === 'state' ? `${kind} (state)` : kind;
}

/** What follows from a change, and which fields differ, on a line. */
export function describeDifference({ note, ...fields }: EntityChange): string {
  return [...(note === undefined ? [] : [note]), ...(fields.fieldCount === 0 ? [] : [describeFields(fields)])].join('; ');
}

/** What differs in an entity, on a line. */
function describeFields({ fields, fieldCount }: Pick<EntityChange, 'fields' | 'fieldCount'>): string {
  const more = fieldCount - fields.length;
  return [...fields.map(describeField), ...(more === 0 ? [] : [`and ${more} more`])].join('; ');
}

function describeField({ path, change, before, after }: FieldChange): string {
  const [old, now] = [before, after].map((value) => (value === undefined ? '…' : `\`${value}\``));
  switch (change) {
    case 'added':
      return after === undefined ? `\`${path}\` added` : `\`${path}\` added: ${now}`;
    case 'removed':
      return before === undefined ? `\`${path}\` removed` : `\`${path}\` removed: ${old}`;
    case 'changed':
      return before === undefined && after === undefined ? `\`${path}\`` : `\`${path}\`: ${old} → ${now}`;
  }
}

/** By code points, and without the half of a mark for code. */
function cut(text: string, { text: most }: Room): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  const kept = characters.slice(0, Math.max(0, most - 1)).join('');
  return `${kept}${(kept.split('`').length - 1) % 2 === 1 ? '`' : ''}…`;
}
