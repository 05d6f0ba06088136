import { error, type Checked, type Problem } from '../problem/index.ts';
import { isEditableList, isEditableMap, parseEditable, type EditableMap } from '../yaml/index.ts';
import { findForbiddenText } from './entry-text.ts';
import { explainIssues, type Codes } from './explain.ts';
import { Factory, knownRealms } from './factory-schema.ts';
import { notificationRules } from './factory-notifications.ts';
import type { FactoryConfig } from './factory.ts';
import { parseHost, parseRepoSlug } from './grammar/index.ts';
import { firstOfEachPlace, toProblem, type Issue } from './issue.ts';

const codes: Codes = { unknownKey: 'factory/unknown-key', missingKey: 'factory/missing-key', invalidValue: 'factory/invalid-value' };

/**
 * Reads factory.yaml. Without the file, and for every key that it leaves out, the defaults count.
 *
 * @returns with any error the defaults alone: whoever acts must not act on them, but may go on looking for problems
 */
export function readFactory(file: { readonly path: string; readonly text: string } | undefined): Checked<FactoryConfig> {
  const defaults = toConfig(Factory.parse({}));
  if (file === undefined) return { value: defaults, problems: [] };
  const read = parseEditable(file.text, file.path);
  const document = read.value;
  if (document === undefined) return { value: defaults, problems: read.problems };
  const value = document.value ?? {};
  if (!isEditableMap(value)) return { value: defaults, problems: [...read.problems, notAMapping(file.path)] };
  const parsed = Factory.safeParse(value);
  const issues = firstOfEachPlace([
    ...findForbiddenText(value, 'factory/invalid-value'),
    ...findRuleBreaks(value),
    ...(parsed.success ? [] : explainIssues(parsed.error.issues, { value, schema: Factory, codes })),
  ]);
  const problems = [...read.problems, ...issues.map((issue) => toProblem(issue, document, []))];
  return { value: parsed.success && problems.length === 0 ? toConfig(parsed.data) : defaults, problems };
}

function toConfig({ host, registries, ...factory }: Factory): FactoryConfig {
  const parsed = parseHost(factory.provider === 'gitlab' ? 'gitlab.com' : 'github.com');
  if (!parsed.ok) throw new TypeError(parsed.error.message);
  return { ...factory, host: host ?? parsed.value, registries: withKnown(registries) };
}

/** What is built in, with what the file says of it: naming a mirror leaves the realms as they are. */
function withKnown(given: Factory['registries']): Factory['registries'] {
  const known = Factory.parse({ registries: knownRealms }).registries;
  const both = Object.entries(known).map(([name, entry]) => [name, { ...entry, ...given[name] }] as const);
  return { ...given, ...Object.fromEntries(both) };
}

function notAMapping(file: string): Problem {
  return error('factory/invalid-value', 'The file must be a mapping.', {
    hint: 'Write keys with values, such as `repository: acme/image-factory`.',
    source: { file },
  });
}

function findRuleBreaks(factory: EditableMap): Issue[] {
  return [...slugRule(factory), ...prioritiesRule(factory), ...notificationRules(factory)];
}

function slugRule({ repository, provider }: EditableMap): Issue[] {
  const parsed = typeof repository === 'string' ? parseRepoSlug(repository, provider === 'gitlab' ? 'gitlab' : 'github') : undefined;
  return parsed === undefined || parsed.ok
    ? []
    : [
        {
          path: ['repository'],
          code: codes.invalidValue,
          message: `\`repository\`: ${parsed.error.message}`,
          ...(parsed.error.hint === undefined ? {} : { hint: parsed.error.hint }),
        },
      ];
}

function prioritiesRule({ rebuild }: EditableMap): Issue[] {
  const priorities = isEditableMap(rebuild) ? rebuild['priorities'] : undefined;
  if (!isEditableList(priorities) || (priorities.length === 4 && new Set(priorities).size === 4)) return [];
  return [
    {
      path: ['rebuild', 'priorities'],
      code: codes.invalidValue,
      message: '`rebuild.priorities` must name all four causes, each once.',
      hint: 'For example `priorities: [cve, manual, parent, routine]`.',
    },
  ];
}
