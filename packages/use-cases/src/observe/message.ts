import type { ObservedImage } from './record-look-up.ts';

const mostLines = 200;

/** The message of the commit: how much moved, then what and why, line by line (SPEC section 9). */
export function observeMessage(observed: readonly ObservedImage[]): string {
  const count = observed.filter(({ news }) => news.some(({ kind }) => kind === 'moved')).length;
  const news = observed.flatMap(({ news }) => news);
  const subject =
    count > 0
      ? `Record ${count} image${count === 1 ? '' : 's'} that moved`
      : news.length > 0
        ? 'Record what registries say'
        : 'Record that the factory lives';
  const lines = news.map(({ why }) => `- ${why.replaceAll(/\s+/g, ' ')}`);
  const rest = lines.length > mostLines ? [`- and ${lines.length - mostLines} more`] : [];
  return `${[subject, '', ...lines.slice(0, mostLines), ...rest].join('\n').trimEnd()}\n`;
}
