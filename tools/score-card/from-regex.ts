import { canonicalImages } from './canonical.ts';
import { pulls, type Peer } from './question.ts';

const from = /^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S+)(?:[ \t]+AS[ \t]+(\S+))?/gim;

/** One line of code, which is what many scripts have. */
export const fromRegex: Peer = {
  name: 'a regex for FROM',
  answer: ({ text }) => {
    const stages = new Set<string>();
    const images: string[] = [];
    for (const [, image = '', stage] of text.matchAll(from)) {
      if (!stages.has(image.toLowerCase())) images.push(image);
      if (stage !== undefined) stages.add(stage.toLowerCase());
    }
    return pulls(canonicalImages(images));
  },
};
