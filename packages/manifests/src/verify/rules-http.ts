import type { EditableMap } from '@image-factory/core/yaml';
import { readDuration } from './duration.ts';
import { doubtful, wrong, type Finding } from './found.ts';
import { mapOf, textOf, type Part } from './parts.ts';

/** Fewer errors than this are used up before a network that was away for a moment is back. */
const fewestErrors = 15;

/**
 * What becomes of a request: without network Kargo tries again after milliseconds, doubled each time, and after the last
 * time never again; without expressions it repeats for ever what is refused.
 */
export function checkHttp({ path, value }: Part<EditableMap>): Finding[] {
  const config = mapOf(value['config']);
  const retry = mapOf(value['retry']);
  return [
    ...checkErrors(retry['errorThreshold'], path),
    ...checkEnd(config, retry, path),
    ...checkPoll(config, path),
    ...checkBody(config, path),
  ];
}

function checkErrors(threshold: EditableMap[string] | undefined, path: Part<EditableMap>['path']): Finding[] {
  const errors = typeof threshold === 'number' ? threshold : 1;
  if (errors >= fewestErrors) return [];
  const at = threshold === undefined ? path : [...path, 'retry', 'errorThreshold'];
  const times = errors === 1 ? 'the first error' : `${errors} errors`;
  return [
    doubtful(
      'few-attempts',
      at,
      `without network ${times} are used up within ${errors < 10 ? 'a second' : 'seconds'}, and the request is never sent again`.replace(
        'error are',
        'error is',
      ),
      {
        hint: 'Write `retry: {errorThreshold: 100, timeout: 6h0m0s}`: then the time is the limit.',
      },
    ),
  ];
}

function checkEnd(config: EditableMap, retry: EditableMap, path: Part<EditableMap>['path']): Finding[] {
  const has = (key: string): boolean => textOf(config[key]) !== '';
  const timeout = readDuration(textOf(retry['timeout']))?.milliseconds ?? 0;
  const lacks = [
    ...(has('successExpression') ? [] : ['`successExpression`']),
    ...(has('failureExpression') ? [] : ['`failureExpression`']),
    ...(timeout > 0 ? [] : ['`retry.timeout`']),
  ];
  if (lacks.length === 0) return [];
  return [
    doubtful(
      'endless-request',
      path,
      `without ${lacks.join(' and ')} an answer that says no is asked for again and again, and the Stage does nothing else`,
      {
        hint: 'Say which answers end it, and after which time it is given up.',
      },
    ),
  ];
}

function checkPoll(config: EditableMap, path: Part<EditableMap>['path']): Finding[] {
  const interval = readDuration(textOf(config['pollInterval']));
  if (interval === undefined || interval.milliseconds >= 10_000) return [];
  return [
    doubtful('poll-interval', [...path, 'config', 'pollInterval'], `Kargo waits ten seconds instead of ${interval.canonical}`, {
      hint: 'Write `10s` or more.',
    }),
  ];
}

/** Text that looks like JSON once its expressions are replaced becomes an object, which is no body. */
function checkBody(config: EditableMap, path: Part<EditableMap>['path']): Finding[] {
  const body = textOf(config['body']).trim();
  const hasExpression = /\$\{[{%]/.test(body);
  const becomesObject =
    /^[{[]/.test(body) || /^\$\{(?:\{|%)\s*(?:toJSON\(|\{)/.test(body) || /^\$\{(?:\{|%)\s*quote\(\s*toJSON\(/.test(body);
  if (!hasExpression || !becomesObject) return [];
  return [
    wrong('unquoted-body', [...path, 'config', 'body'], 'a body of JSON with expressions becomes an object, and the step fails', {
      hint: "Write the whole body as one expression: `${% quote({'tag': …}) %}`.",
    }),
  ];
}
