import type { StateChange } from '@image-factory/core/state';
import type { PlannedFile } from './report.ts';

const mostLines = 200;

/**
 * The message of a commit: a subject that says how much changed, then what and why, line by line (SPEC section 9).
 * Names and reasons are our own words and parsed names; nothing of it needs escaping.
 */
export function commitMessage(changes: readonly StateChange[], files: readonly PlannedFile[]): string {
  const images = changes.filter(({ of }) => of === 'image').length;
  const bases = changes.length - images;
  const counted = [count(images, 'image'), count(bases, 'base image')].filter((part) => part !== '');
  const manifests = files.filter(({ change }) => change.path.endsWith('.k8s.yaml')).map(({ change }) => change.path);
  const subject =
    counted.length > 0
      ? `Update the state of ${counted.join(' and ')}`
      : manifests.length > 0
        ? 'Update the manifests'
        : files.every(({ change }) => change.path.endsWith('/manifests.yaml'))
          ? 'Record what the manifests were made from'
          : 'Repair state files';
  const lines = [...changes.map(describe), ...manifests.map((path) => `- ${path}`)];
  const rest = lines.length > mostLines ? [`- and ${lines.length - mostLines} more`] : [];
  return `${[subject, '', ...lines.slice(0, mostLines), ...rest].join('\n').trimEnd()}\n`;
}

function describe({ kind, of, name, why, fields }: StateChange): string {
  const reason = why ?? fields?.join(', ');
  return `- ${of === 'base' ? 'base image ' : ''}${name}: ${kind}${reason === undefined ? '' : ` (${reason})`}`;
}

function count(number: number, word: string): string {
  return number === 0 ? '' : `${number} ${word}${number === 1 ? '' : 's'}`;
}
