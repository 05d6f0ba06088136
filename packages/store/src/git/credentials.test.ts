import { describe, expect, it } from 'vitest';
import { credentials, protocolsFor, secretsIn } from './credentials.ts';

describe('what must not be seen of an environment', () => {
  it('the header, and the token in every form in which a server could say it back', () => {
    const env = { ...credentials('glpat-a:b/c='), GIT_ALLOW_PROTOCOL: 'https' };
    const basic = Buffer.from('x-access-token:glpat-a:b/c=').toString('base64');
    expect(secretsIn(env)).toEqual(['http.extraHeader', `Authorization: Basic ${basic}`, basic, 'glpat-a:b/c=', Buffer.from('glpat-a:b/c=').toString('base64'), 'glpat-a%3Ab%2Fc%3D']);
  });

  it('nothing without a token', () => {
    expect(secretsIn({ ...credentials(undefined), GIT_ALLOW_PROTOCOL: '' })).toEqual([]);
  });
});

it.each([
  { address: 'https://github.com/a/b', protocols: 'https' },
  { address: 'http://127.0.0.1:8080/a/b', protocols: 'https:http' },
  { address: 'http://[::1]:8080/a/b', protocols: 'https:http' },
  { address: 'http://localhost.example.com/a/b', protocols: 'https' },
  { address: 'http://github.com/a/b', protocols: 'https' },
  { address: 'git@github.com:a/b', protocols: 'https' },
  { address: '', protocols: 'https' },
])('$address: $protocols', ({ address, protocols }) => {
  expect(protocolsFor(address)).toBe(protocols);
});
