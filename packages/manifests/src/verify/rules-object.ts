import { show, suggest } from '@image-factory/core/text';
import { doubtful, wrong, type Finding } from './found.ts';
import { mapOf } from './parts.ts';
import { checkShape, fields, labels, text, type Reading } from './shape.ts';
import { kinds } from './shapes-kinds.ts';
import { isKargo, kargoVersion, type Subject } from './subject.ts';

/** Kinds of which there is one for the whole cluster. */
const ofCluster: ReadonlySet<string> = new Set(['Project', 'ClusterPromotionTask', 'ClusterConfig']);
/** What Kargo makes itself, or what hardly anybody writes; known, and not looked into. */
const unread: ReadonlySet<string> = new Set(['Freight', 'Promotion', 'ClusterConfig', 'ClusterPromotionTask']);

/** What the API server says of an object of Kargo: its kind, its name, and the form of its fields. */
export function checkObject(subject: Subject): Finding[] {
  if (!isKargo(subject)) return [];
  const { kind, apiVersion } = subject;
  const known = [...kinds.keys(), ...unread];
  if (!known.includes(kind)) {
    const near = suggest(kind, known);
    return [
      wrong('unknown-kind', ['kind'], `Kargo has no kind ${show(kind)}`, near === undefined ? {} : { hint: `Did you mean \`${near}\`?` }),
    ];
  }
  if (apiVersion !== kargoVersion)
    return [wrong('unknown-kind', ['apiVersion'], `there is no ${show(apiVersion)}`, { hint: `Write \`${kargoVersion}\`.` })];
  return [...checkName(subject), ...checkForm(subject)];
}

function checkName({ document, kind, name, namespace }: Subject): Finding[] {
  const metadata = mapOf(document.value['metadata']);
  const hasName = (metadata['name'] ?? metadata['generateName'] ?? null) !== null;
  return [
    ...(hasName ? [] : [wrong('missing-field', ['metadata'], 'it has no name: the API server refuses it')]),
    ...(name === '' || isName(kind, name)
      ? []
      : [wrong('name', ['metadata', 'name'], `${show(name)} is no name that it may have`, { hint: nameHint(kind) })]),
    ...(ofCluster.has(kind) && namespace !== ''
      ? [
          wrong('namespace', ['metadata', 'namespace'], 'there is one for the whole cluster, so that it has no namespace', {
            hint: 'Leave `namespace` out.',
          }),
        ]
      : []),
    ...(!ofCluster.has(kind) && namespace === ''
      ? [
          doubtful('namespace', ['metadata'], 'it names no namespace, so that it gets to whichever is set', {
            hint: 'Write the name of the Project.',
          }),
        ]
      : []),
  ];
}

function isName(kind: string, name: string): boolean {
  const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
  // A Project has a namespace of its name.
  if (kind === 'Project' || kind === 'ProjectConfig') return name.length <= 63 && label.test(name);
  return name.length <= 253 && name.split('.').every((part) => label.test(part));
}

function nameHint(kind: string): string {
  return kind === 'Project' || kind === 'ProjectConfig'
    ? 'It is also the name of a namespace: at most 63 lower-case letters, digits and `-`.'
    : 'It has at most 253 lower-case letters, digits, `-` and `.`, with a letter or digit at both ends.';
}

const objectShape = { apiVersion: text, kind: text };
const metadataShape = fields({ annotations: labels, labels });

function checkForm({ document, kind }: Subject): Finding[] {
  const form = kinds.get(kind);
  const reading: Reading = {
    document,
    so: 'the API server refuses it',
    emptyIsAbsent: false,
    rules: { unknown: 'unknown-field', missing: 'missing-field', invalid: 'invalid-value' },
  };
  const { metadata, status: _status, ...rest } = document.value;
  const { annotations = null, labels: given = null } = mapOf(metadata);
  const places = checkShape(
    metadataShape,
    { ...(annotations === null ? {} : { annotations }), ...(given === null ? {} : { labels: given }) },
    ['metadata'],
    reading,
  );
  if (form === undefined) return places;
  const whole = fields({ ...objectShape, ...(form.spec === undefined ? {} : { [form.required ? 'spec!' : 'spec']: form.spec }) });
  return [...places, ...checkShape(whole, rest, [], reading)];
}
