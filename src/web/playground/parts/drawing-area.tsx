import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { colourOf } from '../../design/theme';
import { PLAYGROUND } from '../../strings';
import { clear } from '../actions';
import { PICTURE_SIDE, paint, tintInk } from '../drawing/paint';
import { influence } from '../reading/influence';
import { drawing, isMapShown, isPaperEmpty, unfinished } from '../state';
import { KeyboardPen, type PenPosition } from './keyboard-pen';
import { PointerPen } from './pointer-pen';

/** The canvas to draw on, by pointer or keyboard. */
export function DrawingArea() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const side = useSidePixels(canvas);
  const pen = useSignal<PenPosition | null>(null);
  const pointer = useRef(new PointerPen());
  const keyboard = useRef(new KeyboardPen(pen, clear));

  useSignalEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    paint(context, drawing.value, side.value, colourOf('ink'));
    const map = isMapShown.value && unfinished.value === null ? influence.value : null;
    if (map !== null) tintInk(context, map.canvas, map.frame, side.value / PICTURE_SIDE);
  });

  return (
    <>
      <div
        class="sheet sheet--drawing"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes the keys that it describes
        tabIndex={0}
        aria-label={PLAYGROUND.drawingArea}
        aria-describedby="drawing-help"
        onKeyDown={keyboard.current.press}
        onBlur={keyboard.current.leave}
        onPointerDown={pointer.current.down}
        onPointerMove={pointer.current.move}
        onPointerUp={pointer.current.up}
        onPointerCancel={pointer.current.up}
      >
        <canvas ref={canvas} width={side} height={side} />
      </div>
      <p id="drawing-help" class="hidden">
        {PLAYGROUND.drawingHelp}
      </p>
      {isPaperEmpty.value && pen.value === null && (
        <p class="paper__hint" aria-hidden="true">
          <strong>{PLAYGROUND.empty}</strong>
          {PLAYGROUND.emptyHint}
        </p>
      )}
      <PenMark position={pen.value} />
    </>
  );
}

function PenMark({ position }: { readonly position: PenPosition | null }) {
  const [x, y] = position === null ? [0, 0] : [position.x, position.y].map((at) => Math.round(at * 100));
  return (
    <>
      {position !== null && (
        <span
          class={position.isDown ? 'pen-mark pen-mark--down' : 'pen-mark'}
          style={{ left: `${x}%`, top: `${y}%` }}
        />
      )}
      <p class="hidden" aria-live="polite">
        {position !== null && PLAYGROUND.penAt(x!, y!, position.isDown)}
      </p>
    </>
  );
}

/** The side of an element in pixels of the device, as it changes. */
function useSidePixels(element: { current: HTMLElement | null }) {
  const side = useSignal(1);
  useEffect(() => {
    const measured = element.current!;
    const measure = () => {
      side.value = Math.max(1, Math.round(measured.clientWidth * devicePixelRatio));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    measure();
    return () => observer.disconnect();
  }, [element, side]);
  return side;
}
