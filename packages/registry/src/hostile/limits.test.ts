import { sendJson, type Site } from '../world.fixture.ts';
import { describeAttacks, type Attack } from './hostile.fixture.ts';
import { broken, limited, unreachable } from './sites.fixture.ts';

function retry(status: number, header?: string): Site {
  return (_seen, response) => sendJson(response, status, {}, header === undefined ? {} : { 'retry-after': header });
}

const limits: readonly Attack[] = [
  { attack: 'wait for 30 years', site: retry(429, '999999999'), is: limited, most: 4 },
  { attack: 'wait for less than nothing', site: retry(429, '-5'), is: limited, most: 8 },
  { attack: 'wait for more than a number holds', site: retry(429, '9'.repeat(60)), is: limited, most: 4 },
  { attack: 'wait until a day that was', site: retry(429, 'Wed, 21 Oct 2015 07:28:00 GMT'), is: limited, most: 8 },
  { attack: 'wait until a day far off', site: retry(429, 'Fri, 31 Dec 9999 23:59:59 GMT'), is: limited, most: 4 },
  { attack: 'wait for soon', site: retry(429, 'soon'), is: limited, most: 8 },
  { attack: 'wait', site: retry(429), is: limited, most: 8 },
  { attack: 'wait, said as forbidden', site: retry(403, '86400'), is: limited, most: 4 },
  { attack: 'out of order for ever', site: retry(503), is: broken, most: 8 },
  { attack: 'every connection broken off', site: (_seen, response) => response.destroy(), is: unreachable, most: 8 },
];

describeAttacks('a limit', limits);
