import { appendFileSync } from 'node:fs';
import { awaitStart } from './race.ts';

const [file = '', writer = ''] = process.argv.slice(2);
if (writer === '3') throw new Error('not this one');
appendFileSync(file, 'ready\n');
awaitStart();
appendFileSync(file, `${writer}\n`);
