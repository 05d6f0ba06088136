import { parseHost, parseSlugOfAnyForge } from '@image-factory/core/enrollment';
import { show } from '@image-factory/core/text';
import { isEditableList, isEditableMap, parseEditable, type EditableValue } from '@image-factory/core/yaml';
import type { Place } from '../dispatch/repository-apis.ts';

/** Where a repository of somebody else agrees that a factory starts its workflows. */
export const consentPath = '.github/image-factory.yml';

const mostFactories = 100;

type Read = { readonly kind: 'factories'; readonly names: readonly string[] } | { readonly kind: 'unusable'; readonly why: string };

/**
 * Whether a consent file names a factory. It holds one key and nothing else, so that nobody takes a limit that is not there
 * for one that is kept:
 *
 * ```yaml
 * factories: [acme/image-factory]
 * ```
 *
 * A factory on another host than the repository is written with its host: `git.example.com/acme/image-factory`.
 *
 * @param host - that of the repository with the file
 * @returns why not; undefined when it does. A file with any mistake agrees to nothing.
 */
export function refuseConsent(text: string, host: Place['host'], factory: Place): string | undefined {
  const read = readConsent(text);
  if (read.kind === 'unusable') return read.why;
  const withHost = `${factory.host}/${factory.repo}`;
  const wanted = new Set([withHost.toLowerCase(), ...(host === factory.host ? [factory.repo.toLowerCase()] : [])]);
  if (read.names.some((name) => wanted.has(name.toLowerCase()))) return undefined;
  return `It names ${read.names.map((name) => show(name, 120)).join(', ')}, and not ${host === factory.host ? factory.repo : withHost}.`;
}

function readConsent(text: string): Read {
  const { value: document, problems } = parseEditable(text, consentPath);
  const [problem] = problems;
  if (problem !== undefined) return { kind: 'unusable', why: problem.message };
  const value = document?.value;
  if (!isEditableMap(value)) return unusable('It must hold `factories`, a list of repositories.');
  const unknown = Object.keys(value).find((key) => key !== 'factories');
  if (unknown !== undefined) return unusable(`It may hold nothing but \`factories\`; ${show(unknown)} means nothing there.`);
  return readNames(value['factories']);
}

function readNames(list: EditableValue | undefined): Read {
  if (!isEditableList(list)) return unusable('`factories` must be a list of repositories.');
  if (list.length === 0) return unusable('It names no factory.');
  if (list.length > mostFactories) return unusable(`It names more than ${mostFactories} factories.`);
  const wrong = list.find((item) => typeof item !== 'string' || !isName(item));
  if (wrong !== undefined) return unusable(`${show(wrong)} is not a repository: write \`owner/name\`, or \`host/owner/name\`.`);
  return { kind: 'factories', names: list.filter((item) => typeof item === 'string') };
}

function isName(text: string): boolean {
  const [, host = '', rest = ''] = /^([^/]+)\/(.+)$/s.exec(text) ?? [];
  return parseSlugOfAnyForge(text).ok || (parseHost(host).ok && parseSlugOfAnyForge(rest).ok);
}

function unusable(why: string): Read {
  return { kind: 'unusable', why };
}
