import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { load } from 'js-yaml';
import type { ApiAddress } from './client.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Where the cluster of a kubeconfig file is, and who we are there.
 *
 * @throws Error for a file without a current context, and for users that need a program of their own to log in
 */
export function readKubeconfig(file: string): ApiAddress {
  const config = fieldsOf(load(readFileSync(file, 'utf8')));
  const context = fieldsOf(named(config, 'contexts', config['current-context'])['context']);
  const cluster = fieldsOf(named(config, 'clusters', context['cluster'])['cluster']);
  const user = fieldsOf(named(config, 'users', context['user'])['user']);
  const pem = (holder: Fields, key: string): string | undefined => {
    const data = holder[`${key}-data`];
    if (typeof data === 'string') return Buffer.from(data, 'base64').toString('utf8');
    const path = holder[key];
    return typeof path === 'string' ? readFileSync(resolve(dirname(file), path), 'utf8') : undefined;
  };
  const [ca, cert, key] = [pem(cluster, 'certificate-authority'), pem(user, 'client-certificate'), pem(user, 'client-key')];
  const { token } = user;
  if (typeof token !== 'string' && cert === undefined) throw new Error(`${file}: only tokens and client certificates are known.`);
  return {
    origin: String(cluster['server']).replace(/\/$/, ''),
    ...(typeof token === 'string' ? { token } : {}),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { certificate: { cert, key } }),
  };
}

function named(config: Fields, list: string, name: unknown): Fields {
  const items = config[list];
  const found = Array.isArray(items) ? items.map(fieldsOf).find((item) => item['name'] === name) : undefined;
  if (found === undefined) throw new Error(`The kubeconfig has no ${String(name)} among its ${list}.`);
  return found;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
