// A relay as a process of its own, which is ended at every one of its effects. Arguments: its checkout, the API, its name.
import { relay } from '@image-factory/use-cases';
import { depsFor, inputsOf } from './factory.fixture.ts';

const [root = '', apiUrl = '', by = ''] = process.argv.slice(2);
const { problems } = await relay(inputsOf(by), depsFor(root, { apiUrl, minutes: 0 }));
process.stdout.write(JSON.stringify(problems));
