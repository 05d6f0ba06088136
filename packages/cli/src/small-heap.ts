import { setFlagsFromString } from 'node:v8';

// As in actions (packages/action-kit/src/small-heap.ts), for factories of thousands of images on small machines: the heap
// grows later, for a tenth more time.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=40');
