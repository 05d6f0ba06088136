export { type BaseImage } from './base-images.ts';
export { type LayerFile } from './image-content.ts';
export { type RegistryClient } from './registry-client.ts';
export { startFaultyRegistry, type FaultyRegistry, type RegistryFault, type RegistryRequest } from './registry-proxy.ts';
export { mountSmallDisk, type SmallDisk } from './small-disk.ts';
export { startBuildKit, type BuildKit, type BuildKitOptions, type PublishedImage } from './start-buildkit.ts';
export { type BuildKitTools } from './tools.ts';
