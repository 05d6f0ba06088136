import type { Story } from './factory.fixture.ts';

export const node = 'node:22';
export const alpine = 'alpine:3.20';

/** One image from node:22, built from digest a; delay 7 days, settle window 2 hours. */
export function one(seen: NonNullable<Story['bases']>[string], now: number, more: Partial<Story['images'][string]> = {}, factory: Story['factory'] = {}): Story {
  return { images: { app: { from: [node], built: { [node]: 'a' }, ...more } }, bases: { [node]: seen }, now, factory };
}
