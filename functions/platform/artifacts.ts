import type { ArtifactStore } from '../runner/attempt.ts';

/** Where no evidence is kept beside results: what a probe wants to keep is let go, and its file says so. */
export const noArtifacts: ArtifactStore = () => ({
  keep: async ({ name, type, bytes }) => ({ name, type, bytes: bytes.length, key: '' }),
});
