import { useEffect, useRef } from 'preact/hooks';
import { PLAYGROUND } from '../../strings';
import { takeFrame } from '../camera';
import { readFrame } from '../reading/read-paper';
import { isReading, trouble } from '../state';

/** Two pictures a second, if each is read by then. */
const BETWEEN_FRAMES_MILLISECONDS = 500;

/** What the camera sees, and reads as long as the page is in view. */
export function CameraView({ stream }: { readonly stream: MediaStream }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    video.current!.srcObject = stream;
    const timer = setInterval(async () => {
      const mayRead = !document.hidden && !isReading.value && trouble.value?.kind !== 'wait';
      const frame = mayRead ? await takeFrame(video.current!) : null;
      if (frame !== null) readFrame({ file: frame, name: 'camera.jpg' });
    }, BETWEEN_FRAMES_MILLISECONDS);
    return () => clearInterval(timer);
  }, [stream]);
  return (
    <video
      ref={video}
      class="sheet sheet--camera"
      aria-label={PLAYGROUND.cameraPicture}
      autoPlay
      muted
      playsInline
    />
  );
}
