import type { FactoryConfig } from '@image-factory/core/enrollment';
import type { MailNoticesOptions } from '@image-factory/forge';

/**
 * How the first mail that factory.yaml asks for is sent.
 *
 * @returns undefined when it asks for none, or for a user and password that were not both handed over
 */
export function mailOf(
  ways: FactoryConfig['notifications'],
  user: string | undefined,
  password: string | undefined,
): MailNoticesOptions | undefined {
  const way = ways.find(({ type }) => type === 'email');
  if (way?.email === undefined) return undefined;
  const { host, port, security, from, to } = way.email;
  const options: MailNoticesOptions = { server: { host, security, ...(port === undefined ? {} : { port }) }, from, to };
  if (way.secret === undefined) return options;
  return user === undefined || password === undefined ? undefined : { ...options, login: { user, password } };
}
