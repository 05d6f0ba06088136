import { isEditableList, isEditableMap, type EditableMap, type EditableValue } from '../yaml/index.ts';
import { parseEmail, parseHost, parseSecretName, refuse, sentence, type Parsed } from './grammar/index.ts';
import type { Issue } from './issue.ts';
import { choice, listOf, strict, text, wholeNumber } from './leaves.ts';
import type { Host } from './types.ts';

const email = strict(
  {
    host: text(parseMailHost, { description: 'The mail server.', examples: ['smtp.example.com'] }),
    port: wholeNumber(1, 65_535, {
      description: 'Its port. Without it: 587, and 465 for `security: tls`.',
      examples: [2525],
    }).exactOptional(),
    security: choice(['starttls', 'tls', 'none'], {
      description: 'How the connection is encrypted: on the way (`starttls`) or from the start (`tls`); `none` for `localhost` alone.',
      default: 'starttls',
    }).prefault('starttls'),
    from: text(parseEmail, { description: 'The address that it comes from.', examples: ['factory@example.com'] }),
    to: listOf(text(parseEmail, { description: 'An address.' }), 50, { description: 'Who gets it.', examples: [['ops@example.com']] }).min(
      1,
    ),
    userSecret: text(parseSecretName, {
      description: 'The name of the secret that holds the user of the mail server; `secret` then is that of the password.',
      examples: ['SMTP_USERNAME'],
    }).exactOptional(),
  },
  { description: 'For `type: email`: from which server, to whom.' },
);

/** An entry of `notifications` in factory.yaml. */
export const notification = strict(
  {
    type: choice(['slack', 'email', 'issue'], { description: 'How to tell.' }),
    secret: text(parseSecretName, {
      description: 'The name of the secret that is needed, never the secret itself.',
      examples: ['SLACK_WEBHOOK'],
    }).exactOptional(),
    target: text((value) => sentence(value, 200), {
      description: 'The repository of the issue; without it that of the factory.',
      examples: ['acme/operations'],
    }).exactOptional(),
    email: email.exactOptional(),
  },
  { description: 'Somebody to tell.' },
);

function parseMailHost(value: string): Parsed<Host> {
  const [name = '', port] = value.split(':');
  if (port === undefined) return parseHost(value);
  return refuse(
    'A mail server is written without its port: that has a key of its own.',
    parseHost(name).ok ? `Write \`host: ${name}\` and \`port: ${port.slice(0, 5)}\`.` : undefined,
  );
}

/** What the kinds of notifications need of each other's keys. */
export function notificationRules({ notifications }: EditableMap): Issue[] {
  if (!isEditableList(notifications)) return [];
  return notifications.flatMap((entry: EditableValue, index) => (isEditableMap(entry) ? entryRules(entry, index) : []));
}

function entryRules(entry: EditableMap, index: number): Issue[] {
  const at = ['notifications', index] as const;
  const { type, email: mail } = entry;
  if (type === 'slack' && !('secret' in entry))
    return [missing([...at, 'secret'], 'Name the secret that holds the webhook, for example `secret: SLACK_WEBHOOK`.')];
  if (type === 'email' && !('email' in entry))
    return [
      missing(
        [...at, 'email'],
        'Name the server and the addresses: `email: {host: smtp.example.com, from: factory@example.com, to: [ops@example.com]}`.',
      ),
    ];
  if (type !== 'email' || !isEditableMap(mail)) return [];
  if ('secret' in entry && !('userSecret' in mail))
    return [
      missing(
        [...at, 'email', 'userSecret'],
        'A password needs a user: name the secret that holds it, for example `userSecret: SMTP_USERNAME`.',
      ),
    ];
  if ('userSecret' in mail && !('secret' in entry))
    return [missing([...at, 'secret'], 'A user needs a password: name the secret that holds it, for example `secret: SMTP_PASSWORD`.')];
  return mail['security'] === 'none' && mail['host'] !== 'localhost' ? [unencrypted([...at, 'email', 'security'])] : [];
}

function missing(path: readonly (string | number)[], hint: string): Issue {
  const [, index, ...keys] = path;
  return { path: [...path], code: 'factory/missing-key', message: `\`notifications[${index}].${keys.join('.')}\` is missing.`, hint };
}

function unencrypted(path: readonly (string | number)[]): Issue {
  const message = `\`notifications[${path[1]}].email.security\`: without encryption mail goes to \`localhost\` alone.`;
  return {
    path: [...path],
    code: 'factory/invalid-value',
    message,
    hint: 'Write `starttls`, or `tls` for a server that encrypts from the start.',
  };
}
