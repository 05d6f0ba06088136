import { devNull } from 'node:os';

/** What git and the programs that it starts need from our environment; nothing else is passed on. */
const passedOn = [
  ...['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'PATHEXT'],
  // Behind the proxy of a company nothing is reached without these: where it is, and who vouches for it.
  ...['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO', 'CURL_CA_BUNDLE'],
];

/**
 * The environment of every git command: no configuration but the repository's own, no questions, no locks for its own
 * comfort, no protocol but https, and messages in English.
 */
export function gitEnvironment(outer: NodeJS.ProcessEnv, added: Readonly<Record<string, string>>): Record<string, string> {
  const kept = passedOn.flatMap((name): [string, string][] => {
    const value = outer[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_ALLOW_PROTOCOL: 'https',
    // An empty answer, not an unset one: otherwise `core.askPass` of the repository is run.
    GIT_ASKPASS: '',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    ...added,
  };
}

/** Settings that win over the repository's own: whatever stands there, git starts no other program. */
export const gitSettings: readonly string[] = [
  `core.hooksPath=${devNull}`,
  'core.fsmonitor=false',
  'core.pager=cat',
  'credential.helper=',
  'fetch.fsckObjects=true',
  'gc.auto=0',
  'http.followRedirects=false',
  'log.showSignature=false',
  'maintenance.auto=false',
  'protocol.ext.allow=never',
  // A folder that merely looks like a bare repository may come from anybody's commit.
  'safe.bareRepository=explicit',
  'submodule.recurse=false',
].flatMap((setting) => ['-c', setting]);
