import { expect, it } from 'vitest';
import { toMessage } from './message.ts';

const bot = { name: 'Image Factory Bot', email: 'bot@example.com' };
const trailer = 'Co-authored-by: Image Factory Bot <bot@example.com>';

it.each([
  { story: 'one line', message: 'Update app', headline: 'Update app', body: trailer },
  { story: 'a line and a reason', message: 'Update app\n\nIts base moved.\n', headline: 'Update app', body: `Its base moved.\n\n${trailer}` },
  { story: 'trailers of its own', message: 'Update app\n\nWhy.\n\nRun: 17\nKey: k', headline: 'Update app', body: `Why.\n\nRun: 17\nKey: k\n${trailer}` },
  { story: 'line ends around it', message: '\n\nUpdate app\n\n', headline: 'Update app', body: trailer },
])('$story', ({ message, headline, body }) => {
  expect(toMessage(message, bot)).toEqual({ headline, body });
});

it('an author can not add lines', () => {
  expect(toMessage('x', { name: 'a\nSigned-off-by: b', email: '<c>\r\nd' }).body).toBe('Co-authored-by: aSigned-off-by: b <cd>');
});
