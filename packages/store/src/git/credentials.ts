/**
 * A token for the remote, for the environment of one command: arguments can be seen by everybody on the machine, and URLs
 * end up in error texts and configuration.
 */
export function credentials(token: string | undefined): Record<string, string> {
  if (token === undefined) return {};
  const basic = Buffer.from(`x-access-token:${token}`, 'utf8').toString('base64');
  return { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.extraHeader', GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}` };
}

/**
 * What of a command's environment must not be seen, in every form in which a server could say it back.
 *
 * @param env - as {@link credentials} gives it, or with other long values
 */
export function secretsIn(env: Readonly<Record<string, string>>): string[] {
  return Object.values(env)
    .filter((value) => value.length >= 8)
    .flatMap((value) => {
      const [, basic] = /^Authorization: Basic (\S+)$/.exec(value) ?? [];
      if (basic === undefined) return [value];
      const token = Buffer.from(basic, 'base64')
        .toString('utf8')
        .replace(/^[^:]*:/, '');
      return [value, basic, token, Buffer.from(token, 'utf8').toString('base64'), encodeURIComponent(token)];
    });
}

/** The protocols that an address may be fetched from and pushed to: https, and http to this machine itself. */
export function protocolsFor(address: string): string {
  return URL.canParse(address) && isLoopback(new URL(address)) ? 'https:http' : 'https';
}

/** Whether an address is plain http to this machine. */
export function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
