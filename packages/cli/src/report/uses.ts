/** How an image is used, as people say it; nothing for the base of the image itself. */
export function useText(use: string): string {
  return use === 'final-base' ? '' : ` (${use.replaceAll('-', ' ')})`;
}
