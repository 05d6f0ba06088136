/**
 * A token for the remote, for the environment of one command: arguments can be seen by everybody on the machine, and URLs
 * end up in error texts and configuration.
 */
export function credentials(token: string | undefined): Record<string, string> {
  if (token === undefined) return {};
  const basic = Buffer.from(`x-access-token:${token}`, 'utf8').toString('base64');
  return { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.extraHeader', GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}` };
}

/** The protocols that an address may be fetched from and pushed to: https, and http to this machine itself. */
export function protocolsFor(address: string): string {
  return URL.canParse(address) && isLoopback(new URL(address)) ? 'https:http' : 'https';
}

function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
