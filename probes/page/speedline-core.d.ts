/** The parts of speedline-core, which its entry puts together for traces only, and all in one go. */
declare module 'speedline-core/lib/frame.js' {
  type Frame = import('speedline-core').Output['frames'][number];
  const frame: { create(image: Buffer, at: number): Frame };
  export default frame;
}

declare module 'speedline-core/lib/speed-index.js' {
  type Frame = import('speedline-core').Output['frames'][number];
  const speedIndex: {
    calculateVisualProgress(frames: Frame[], options?: { fastMode?: boolean }): Frame[];
    calculateSpeedIndexes(frames: Frame[], span: { startTs: number }): { speedIndex?: number };
  };
  export default speedIndex;
}
