// What becomes of many builds that ask for versions at once, as JSON. Arguments: images in memory, images on git, a seed.
import { buildsOf } from './crowd.fixture.ts';
import { onGit, onSimulation } from './places.fixture.ts';

const [images = 0, onServer = 0, seed = 0] = process.argv.slice(2).map(Number);
const outcomes = {
  [`${images} images of one commit, simulated`]: await onSimulation(buildsOf(images), seed),
  [`${images} builds of 4 images, simulated`]: await onSimulation(buildsOf(4, Math.ceil(images / 4)), seed),
  [`${onServer} images of one commit, git's own server`]: await onGit(buildsOf(onServer)),
};
process.stdout.write(JSON.stringify(outcomes));
