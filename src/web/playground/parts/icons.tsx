// Drawn on a grid of 24 pixels, in the colour of the text beside them.
const PATHS = {
  pen: 'M4 20l1-5L16 4l4 4L9 19l-5 1zM14 6l4 4',
  eraser: 'M8 20h12M5 14l9-9 6 6-8 8H9l-4-4zM10 9l6 6',
  undo: 'M8 5L4 9l4 4M4 9h10a5 5 0 010 10H9',
  redo: 'M16 5l4 4-4 4M20 9H10a5 5 0 000 10h5',
  clear: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9.500h.01',
  camera: 'M4 8h4l1.500-3h5L16 8h4v11H4zM12 10a3.500 3.500 0 110 7 3.500 3.500 0 010-7z',
  link: 'M10 14a4 4 0 005.700.300l3-3a4 4 0 00-5.700-5.700L11.500 7M14 10a4 4 0 00-5.700-.300l-3 3a4 4 0 005.700 5.700l1.500-1.400',
  save: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  draw: 'M4 17c3-8 6-11 8-10s-4 8-1 8 4-5 6-4-1 5 3 5',
} as const;

export function Icon({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" class="icon">
      <path d={PATHS[name]} />
    </svg>
  );
}
