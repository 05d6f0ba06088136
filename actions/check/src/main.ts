import { runAction } from '@image-factory/action-kit';
import { nothing } from './outputs.ts';
import { runCheck } from './run.ts';

await runAction({ name: 'check', outputs: nothing, main: runCheck });
