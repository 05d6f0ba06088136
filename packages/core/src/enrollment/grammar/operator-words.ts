import { ok, show } from '../../text/index.ts';
import { refuse, type Parsed } from './refusal.ts';

/** Reads the name of a namespace, a Secret or another object in a cluster. */
export function parseObjectName(text: string): Parsed<string> {
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(text)) return ok(text);
  return refuse(`${show(text)} is not the name of an object in Kubernetes: lower-case letters, digits and \`-\`, at most 63 characters.`);
}

/** Reads the key of a label: a name, with the domain of its owner and `/` in front where it has one. */
export function parseLabelKey(text: string): Parsed<string> {
  const [name = '', prefix, ...more] = text.split('/').toReversed();
  const isName = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(name);
  const isPrefix =
    prefix === undefined || (prefix.length <= 253 && prefix.split('.').every((part) => /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(part)));
  if (isName && isPrefix && more.length === 0) return ok(text);
  return refuse(`${show(text)} is not the key of a label in Kubernetes.`, 'Write a name, or a domain and a name: `example.com/catalog`.');
}

/**
 * Reads the name under which a secret is kept. The text is never repeated in the message: it may be the secret itself,
 * pasted in the wrong place.
 */
export function parseSecretName(text: string): Parsed<string> {
  if (/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/.test(text)) return ok(text);
  return refuse(
    'This is not the name of a secret: letters, digits, `_` and `-`, at most 100 characters.',
    'Write the name under which the secret is kept, never the secret itself; if it stood here, replace it.',
  );
}

/** Reads who may do something: a user, or a team as `@owner/team`. */
export function parsePrincipal(text: string): Parsed<string> {
  if (/^@?[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\/[A-Za-z0-9_.-]{1,100})?$/.test(text)) return ok(text);
  return refuse(`${show(text)} is neither a user nor a team: write \`octocat\` or \`@acme/platform\`.`);
}

/** Reads the owner of repositories: a user, an organization or a group. */
export function parseAccount(text: string): Parsed<string> {
  if (text.length <= 255 && /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,99})(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]{0,99})*$/.test(text)) return ok(text);
  return refuse(`${show(text)} is not the owner of repositories: write the name of a user, an organization or a group.`);
}

export function parseEmail(text: string): Parsed<string> {
  if (text.length <= 254 && /^[A-Za-z0-9.!#%&'*+/=?^_`{|}~[\]-]+@[A-Za-z0-9.-]+$/.test(text) && !text.includes('${')) return ok(text);
  return refuse(`${show(text)} is not an e-mail address.`);
}

/** Reads a person's or bot's name as git keeps it. */
export function parseAuthorName(text: string): Parsed<string> {
  if (text.trim() === text && text !== '' && text.length <= 100 && !/[<>\n]|\$\{/.test(text)) return ok(text);
  return refuse(`${show(text)} is not a name for commits: 1 to 100 characters on one line, without \`<\`, \`>\` and \`\${\`.`);
}

/** Reads the number of a project on GitLab. */
export function parseProjectNumber(text: string): Parsed<string> {
  return /^[1-9][0-9]{0,14}$/.test(text) ? ok(text) : refuse(`${show(text)} is not the number of a GitLab project.`);
}

/** Reads a probability: a decimal number from 0 to 1, with at most nine places. */
export function parseProbability(text: string): Parsed<number> {
  if (/^(?:0|1|0?\.[0-9]{1,9}|1\.0{1,9})$/.test(text)) return ok(Number(text));
  return refuse(`${show(text)} is not a probability: write a number from 0 to 1, such as \`0.5\`.`);
}
