/** Why there is no picture from the camera. */
export class CameraFailure extends Error {
  override readonly name = 'CameraFailure';

  constructor(readonly reason: 'insecure' | 'denied' | 'missing' | 'failed') {
    super(reason);
  }
}

/** Pixels of a frame's side: enough for a digit that fills a third of it, at 20 kB. */
export const FRAME_SIDE = 480;
const JPEG_QUALITY = 0.85;

/** Asks for the camera, on a phone the one at its back. @throws CameraFailure */
export async function openCamera(): Promise<MediaStream> {
  // Absent on pages that were not loaded over HTTPS.
  if (navigator.mediaDevices === undefined) throw new CameraFailure('insecure');
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  } catch (error) {
    throw new CameraFailure(reasonOf((error as DOMException).name));
  }
}

function reasonOf(name: string): CameraFailure['reason'] {
  switch (name) {
    case 'NotAllowedError':
      return 'denied';
    case 'NotFoundError':
      return 'missing';
    default:
      return 'failed';
  }
}

/** The square in the middle of what a camera sees now, as a JPEG; null before its first picture. */
export async function takeFrame(video: HTMLVideoElement): Promise<Blob | null> {
  const { videoWidth, videoHeight } = video;
  const side = Math.min(videoWidth, videoHeight);
  if (side === 0) return null;
  const canvas = new OffscreenCanvas(FRAME_SIDE, FRAME_SIDE);
  const [x, y] = [(videoWidth - side) / 2, (videoHeight - side) / 2];
  canvas.getContext('2d')!.drawImage(video, x, y, side, side, 0, 0, FRAME_SIDE, FRAME_SIDE);
  return canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY });
}
