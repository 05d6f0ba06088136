/** Words of a name whose value is nobody's business. */
const secretWords = new Set([
  'token',
  'secret',
  'secrets',
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'credential',
  'credentials',
  'apikey',
  'pat',
  'jwt',
]);
/** `key` alone is the key of anything; behind one of these it opens something. */
const keyWords = new Set(['api', 'access', 'private', 'secret', 'signing', 'encryption', 'ssh', 'auth', 'deploy', 'account', 'license']);
/** What a name ends in when it says where the secret is, or something about it. */
const harmlessEnds = new Set([
  'file',
  'path',
  'dir',
  'url',
  'uri',
  'endpoint',
  'name',
  'id',
  'ids',
  'version',
  'length',
  'type',
  'host',
  'mount',
  'enabled',
  'ttl',
]);

/** Texts that are credentials whatever their name: prefixes that forges and clouds give theirs, keys in PEM, logins in URLs. */
const secretValue =
  /(?:^|[^A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{20}|github_pat_[A-Za-z0-9]{20}|glpat-[A-Za-z0-9_-]{16}|npm_[A-Za-z0-9]{30}|xox[abprs]-[A-Za-z0-9-]{10}|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{30}|dckr_pat_[A-Za-z0-9_-]{16}|pypi-[A-Za-z0-9_-]{30}|eyJ[A-Za-z0-9_-]{10,}\.eyJ)|-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----|\b[a-z][a-z0-9+.-]{0,15}:\/\/[^/\s:@]{0,256}:[^/\s@]{1,256}@/;

/**
 * Whether a build argument looks like a credential, by its name or by its value. Build arguments are readable in the
 * provenance of `max`, in the history of the image, and in the log.
 */
export function looksSecret(name: string, value: string): boolean {
  return value !== '' && (isSecretName(name) || secretValue.test(value.slice(0, 64 * 1024)));
}

function isSecretName(name: string): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const last = words.at(-1);
  if (last === undefined || harmlessEnds.has(last)) return false;
  return words.some((word, index) => secretWords.has(word) || (word === 'key' && keyWords.has(words[index - 1] ?? '')));
}
