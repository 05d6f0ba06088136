import { expect, it } from 'vitest';
import { gitEnvironment } from './environment.ts';

it('passes on what finds programs, folders and the way out, and nothing else', () => {
  const kept = { PATH: '/bin', TMPDIR: '/var/tmp', HTTPS_PROXY: 'http://proxy.example.com:3128', no_proxy: 'localhost', SSL_CERT_FILE: '/etc/ca.pem' };
  const dropped = { HOME: '/home/me', GITHUB_TOKEN: 'x', GIT_DIR: '/elsewhere', GIT_SSH_COMMAND: 'touch CANARY', GIT_CONFIG_COUNT: '1', XDG_CONFIG_HOME: '/c', GIT_PROXY_COMMAND: 'touch CANARY' };
  const environment = gitEnvironment({ ...kept, ...dropped }, { GIT_ALLOW_PROTOCOL: 'https:http' });
  expect(environment).toMatchObject({ ...kept, GIT_ALLOW_PROTOCOL: 'https:http', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' });
  expect(Object.keys(dropped).filter((name) => name in environment)).toEqual([]);
});
