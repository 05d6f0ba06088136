import { startSmtp, type SmtpOptions } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { createMailNotices, type MailNoticesOptions } from './mail-notices.ts';
import { fingerprintOf } from './notice.ts';
import { broken, hostile, notice, stale } from './notices.fixture.ts';

const login = { user: 'factory', password: 'canary-password' };
const users = { [login.user]: login.password };
const addresses = { from: 'factory@example.com', to: ['ops@example.com'] };

async function open(options: SmtpOptions = {}, more: Partial<MailNoticesOptions> = {}) {
  const smtp = await startSmtp(options);
  const server = { host: 'localhost', port: smtp.port, security: options.security ?? 'starttls' };
  return { smtp, mail: createMailNotices({ server, ...addresses, ca: smtp.certificate, timeoutMs: 2000, ...more }), [Symbol.asyncDispose]: () => smtp[Symbol.asyncDispose]() };
}

it('says each thing once, and once that all is well again', async () => {
  await using scene = await open({ users }, { login });
  const { mail, smtp } = scene;
  expect(await mail.tell(notice([]), undefined)).toEqual({ kind: 'unchanged', fingerprint: fingerprintOf(notice([])) });
  expect(await mail.tell(notice([stale]), undefined)).toEqual({ kind: 'sent', fingerprint: fingerprintOf(notice([stale])) });
  expect(await mail.tell(notice([stale]), fingerprintOf(notice([stale])))).toMatchObject({ kind: 'unchanged' });
  expect(await mail.tell(notice([broken, stale]), fingerprintOf(notice([stale])))).toMatchObject({ kind: 'sent' });
  expect(await mail.tell(notice([]), fingerprintOf(notice([stale])))).toMatchObject({ kind: 'sent' });
  expect(smtp.mails.map(({ text }) => /^Subject: (.*(?:\r\n .*)*)/m.exec(text)?.[1]?.replaceAll('\r\n', ''))).toEqual([
    '1 warning: The image factory needs a person (acme/image-factory)',
    '1 error and 1 warning: The image factory needs a person (acme/image-factory)',
    'All is well again: The image factory needs a person (acme/image-factory)',
  ]);
  expect(bodyOf(smtp.mails[1]?.text)).toBe(
    [
      '1 error and 1 warning:',
      '',
      '- error web: eight attempts failed',
      '- warning app: behind its bases for 9 days',
      '  https://github.com/acme/app/actions/runs/7',
      '',
      'The image factory of acme/image-factory sends this once, when something changes.',
    ].join('\r\n'),
  );
});

describe('the way to the server', () => {
  it.each<{ story: string; options: SmtpOptions; more: Partial<MailNoticesOptions>; mail: object }>([
    { story: 'is encrypted on the way', options: { users }, more: { login }, mail: { isEncrypted: true, user: 'factory' } },
    { story: 'is encrypted from the start', options: { security: 'tls', users }, more: { login }, mail: { isEncrypted: true, user: 'factory' } },
    { story: 'may be open on this machine', options: { security: 'none' }, more: {}, mail: { isEncrypted: false } },
    { story: 'needs no user where the server asks for none', options: {}, more: {}, mail: { isEncrypted: true } },
  ])('$story', async ({ options, more, mail }) => {
    await using scene = await open(options, { ...more, to: ['a@example.com', 'b@example.org'] });
    expect(await scene.mail.tell(notice([stale]), undefined)).toMatchObject({ kind: 'sent' });
    expect(scene.smtp.mails).toMatchObject([{ from: 'factory@example.com', to: ['a@example.com', 'b@example.org'], ...mail }]);
    expect(scene.smtp.mails[0]?.text).toContain('Auto-Submitted: auto-generated');
  });

  it.each<{ story: string; options: SmtpOptions; more: Partial<MailNoticesOptions> }>([
    { story: 'a server without TLS', options: { security: 'none', users }, more: { server: { host: 'localhost', security: 'starttls' } } },
    { story: 'a server that takes STARTTLS back', options: { users, answer: (step) => (step === 'STARTTLS' ? '454 4.7.0 Not now' : undefined) }, more: {} },
    { story: 'a certificate of somebody unknown', options: { users }, more: { ca: '' } },
    { story: 'a certificate for another host', options: { users, name: 'mail.example.com' }, more: {} },
    { story: 'a certificate of somebody unknown, from the start', options: { security: 'tls', users }, more: { ca: '' } },
    { story: 'no TLS on another machine', options: {}, more: { server: { host: 'mail.example.com', security: 'none' } } },
  ])('is not taken with $story: neither mail nor password get out', async ({ options, more: { server, ...more } }) => {
    await using scene = await open(options, { login, ...more });
    const { mail, smtp } = server === undefined ? scene : { ...scene, mail: createMailNotices({ ...addresses, login, server: { ...server, port: scene.smtp.port } }) };
    const outcome = await mail.tell(notice([stale]), undefined);
    expect(outcome).toMatchObject({ kind: 'blocked' });
    expect(smtp.mails).toEqual([]);
    expect(smtp.commands.join('\n')).not.toMatch(/AUTH|MAIL|RCPT/);
  });
});

describe('a server that answers', () => {
  it.each<{ story: string; at: string; says: string; comes: object }>([
    { story: 'greylisting', at: 'RCPT', says: '451 4.7.1 Greylisted, canary-password', comes: { kind: 'later', why: 'the mail server takes the mail later (451 4.7.1)', afterMs: 120_000 } },
    { story: 'that it is full', at: 'MESSAGE', says: '452 4.3.1 Full', comes: { kind: 'later' } },
    { story: 'that it goes away', at: 'CONNECT', says: '421 4.3.2 Bye', comes: { kind: 'later' } },
    { story: 'that it knows no such recipient', at: 'RCPT', says: '550 5.1.1 Unknown canary-password', comes: { kind: 'blocked', why: expect.stringContaining('(550 5.1.1)') } },
    { story: 'that it takes nothing of this sender', at: 'MAIL', says: '553 5.1.8 No', comes: { kind: 'blocked' } },
    { story: 'that the mail is refused', at: 'MESSAGE', says: '554 5.7.1 Spam', comes: { kind: 'blocked' } },
    { story: 'that the user is locked out for a while', at: 'AUTH', says: '454 4.7.0 Later', comes: { kind: 'later' } },
    { story: 'that it wants a better password', at: 'AUTH', says: '534 5.7.9 canary-password', comes: { kind: 'denied', why: expect.stringContaining('(534 5.7.9)') } },
    { story: 'nothing', at: 'MAIL', says: 'silence', comes: { kind: 'later' } },
    { story: 'nothing from the start', at: 'CONNECT', says: 'silence', comes: { kind: 'later' } },
    { story: 'by hanging up', at: 'MESSAGE', says: 'drop', comes: { kind: 'later' } },
    { story: 'no SMTP', at: 'CONNECT', says: 'HTTP/1.1 400 Bad Request', comes: { kind: 'later' } },
  ])('$story', async ({ at, says, comes }) => {
    await using scene = await open({ users, answer: (step) => (step === at ? says : undefined) }, { login, timeoutMs: 400 });
    const outcome = await scene.mail.tell(notice([stale]), undefined);
    expect(outcome).toMatchObject(comes);
    expect(JSON.stringify(outcome)).not.toContain('canary');
    expect(scene.smtp.mails).toEqual([]);
  });

  it('is told the next time what it deferred', async () => {
    await using scene = await open({ answer: (step, times) => (step === 'RCPT' && times === 1 ? '450 4.2.0 Greylisted' : undefined) });
    expect(await scene.mail.tell(notice([stale]), undefined)).toMatchObject({ kind: 'later' });
    expect(await scene.mail.tell(notice([stale]), undefined)).toMatchObject({ kind: 'sent' });
  });

  it('a wrong password is denied, whoever repeats it', async () => {
    await using scene = await open({ users: { factory: 'another' } }, { login });
    const outcome = await scene.mail.tell(notice([stale]), undefined);
    expect(outcome).toEqual({ kind: 'denied', why: 'The mail server refuses the user and password, or wants them (535 5.7.8).' });
  });

  it('no password where one is wanted is denied', async () => {
    await using scene = await open({ users });
    expect(await scene.mail.tell(notice([stale]), undefined)).toMatchObject({ kind: 'denied' });
  });

  it('one recipient of two is said, and not sent again', async () => {
    const answer = (step: string, times: number) => (step === 'RCPT' && times === 2 ? '550 5.1.1 Unknown' : undefined);
    await using scene = await open({ answer }, { to: ['a@example.com', 'b@example.com'] });
    expect(await scene.mail.tell(notice([stale]), undefined)).toEqual({ kind: 'blocked', why: 'The mail server took the mail for 1 of 2 recipients.' });
    expect(scene.smtp.mails).toMatchObject([{ to: ['a@example.com'] }]);
  });

  it('nobody there is later', async () => {
    const { port, ...closed } = await startSmtp();
    await closed[Symbol.asyncDispose]();
    const mail = createMailNotices({ ...addresses, server: { host: 'localhost', port, security: 'starttls' } });
    expect(await mail.tell(notice([stale]), undefined)).toMatchObject({ kind: 'later' });
  });
});

describe('text in a mail', () => {
  it.each([...hostile, 'x\r\nBcc: victim@example.com', 'x\nRCPT TO:<victim@example.com>', '\r\n.\r\nMAIL FROM:<a@b.c>'])('%s', async (text) => {
    await using scene = await open();
    const item = { severity: 'error', image: text, text, url: 'https://a.example/?a=1' } as const;
    expect(await scene.mail.tell(notice([item], { title: text }), undefined)).toMatchObject({ kind: 'sent' });
    const [taken, ...others] = scene.smtp.mails;
    expect(others).toEqual([]);
    expect(taken?.to).toEqual(addresses.to);
    const [head = ''] = taken?.text.split('\r\n\r\n', 1) ?? [];
    const names = head.split(/\r\n(?! )/).map((line) => line.slice(0, line.indexOf(':')));
    expect(new Set(names)).toEqual(new Set(['Auto-Submitted', 'Content-Transfer-Encoding', 'Content-Type', 'Date', 'From', 'MIME-Version', 'Message-ID', 'Subject', 'To']));
    expect(head).not.toMatch(/^(?:Bcc|Cc):/im);
  });

  it.each([
    { story: 'a line break in the recipient', to: ['a@example.com\r\nBcc: b@example.com'] },
    { story: 'two addresses in one', to: ['a@example.com, b@example.com'] },
    { story: 'a name', to: ['A <a@example.com>'] },
    { story: 'nobody', to: [] },
    { story: 'a line break in the sender', to: ['a@example.com'], from: 'a@example.com\r\nX: y' },
  ])('$story is refused', async ({ to, from = addresses.from }) => {
    await using scene = await open({}, { to, from });
    expect(await scene.mail.tell(notice([stale]), undefined)).toMatchObject({ kind: 'blocked' });
    expect(scene.smtp.commands).toEqual([]);
  });
});

function bodyOf(text = ''): string {
  // Lines that are too long for quoted-printable end in a sign that is none of theirs.
  return text.split('\r\n\r\n').slice(1).join('\r\n\r\n').replaceAll('=\r\n', '').trimEnd();
}
