import { readFactory } from '@image-factory/core/enrollment';
import { expect, it } from 'vitest';
import { mailOf } from './mail.ts';

function ways(notifications: string) {
  const { value, problems } = readFactory({ path: 'factory.yaml', text: `notifications: [${notifications}]\n` });
  expect(problems).toEqual([]);
  return value.notifications;
}

const email = 'host: smtp.example.com, from: a@example.com, to: [b@example.com]';
const server = { host: 'smtp.example.com', security: 'starttls' };
const rest = { from: 'a@example.com', to: ['b@example.com'] };

it.each([
  { story: 'nobody is mailed', notifications: '{type: issue}', user: 'u', password: 'p', mail: undefined },
  { story: 'a server that wants no user is shown none', notifications: `{type: email, email: {${email}}}`, user: 'u', password: 'p', mail: { server, ...rest } },
  { story: 'its own port', notifications: `{type: email, email: {${email}, port: 2525}}`, user: undefined, password: undefined, mail: { server: { ...server, port: 2525 }, ...rest } },
  { story: 'user and password', notifications: `{type: email, secret: P, email: {${email}, userSecret: U}}`, user: 'u', password: 'p', mail: { server, ...rest, login: { user: 'u', password: 'p' } } },
  { story: 'no user', notifications: `{type: email, secret: P, email: {${email}, userSecret: U}}`, user: undefined, password: 'p', mail: undefined },
  { story: 'no password', notifications: `{type: email, secret: P, email: {${email}, userSecret: U}}`, user: 'u', password: undefined, mail: undefined },
])('$story', ({ notifications, user, password, mail }) => {
  expect(mailOf(ways(notifications), user, password)).toEqual(mail);
});
