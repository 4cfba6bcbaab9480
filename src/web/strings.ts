// Every text of the pages that scripts show.
import type { RejectReason } from '../domain';

/** Of dates and numbers: the pages are in English. */
export const LOCALE = 'en-GB';

export const PLAYGROUND = {
  intro: 'Draw a digit, open a picture or hold a note before the camera.',

  paper: 'Paper',
  drawingArea: 'Drawing area',
  drawingHelp:
    'Arrow keys move the pen, with Shift in smaller steps. Space lowers and lifts it. Delete clears the paper.',
  drawingRole: 'drawing area',
  empty: 'Draw a digit here',
  emptyHint: 'with a mouse, finger or stylus, or the arrow keys and the space bar',
  penAt: (x: number, y: number, down: boolean) =>
    `Pen ${down ? 'down' : 'up'}, ${x} per cent from the left, ${y} from the top`,
  pictureOf: (name: string) => `Your picture: ${name}`,
  cameraPicture: 'What the camera sees',
  drop: 'Drop the picture here',

  tools: 'Drawing tools',
  pen: 'Pen',
  eraser: 'Eraser',
  widths: 'Stroke width',
  width: { fine: 'Fine', medium: 'Medium', bold: 'Bold' },
  undo: 'Undo',
  redo: 'Redo',
  clear: 'Clear',
  sources: 'Where the picture comes from',
  openFile: 'Open picture',
  useCamera: 'Use camera',
  stopCamera: 'Stop camera',
  backToDrawing: 'Back to drawing',
  showMap: 'Show it on the paper',
  copyLink: 'Copy link',
  savePicture: (name: string) => `Save ${name}`,
  copied: 'Copied',

  answer: 'Answer',
  nothingYet: 'Nothing to recognise yet',
  waiting: 'Recognising …',
  confidence: (percent: string) => `${percent} sure`,
  noDigit: 'No digit',
  reasons: {
    blank: 'The paper is blank.',
    no_contrast: 'Ink and paper are too alike to tell apart.',
    several_objects: 'There is more than one object. Draw a single digit.',
    not_a_digit: 'This does not look like a digit.',
  } satisfies Record<RejectReason, string>,
  closest: (digit: number) => `The closest is ${digit}.`,
  probabilities: 'Probability of each digit',
  probabilityOf: (digit: string, percent: string) => `${digit}: ${percent}`,
  spoken: (digit: number, percent: string) => `Recognised as ${digit}, ${percent} sure.`,
  spokenNoDigit: (reason: string) => `No digit. ${reason}`,

  insight: 'How it was recognised',
  networkSaw: 'What the network saw',
  networkSawText: 'The ink, cut out, scaled to 20 pixels and centred on 28×28.',
  wentBy: 'Occlusion map',
  wentByText: 'Hiding red ink makes the digit less likely, hiding blue ink more likely.',
  model: 'Model',
  defaultModel: (version: string) => `${version} (default)`,
  votes: 'Votes of its members',
  member: 'Member',
  vote: 'Digit',
  sure: 'Confidence',
  serverTime: 'On the server',
  roundTrip: 'Round trip',
  inPageTime: 'In your browser',
  inPage: 'Recognise in your browser, too',
  inPageText: 'Runs the same network on this device, which also works offline. Loads 1 MB once.',
  inPageFailed: 'The network cannot be loaded, so the service recognises alone. Try again later.',
  milliseconds: (seconds: number) => `${(seconds * 1000).toFixed(seconds < 0.01 ? 1 : 0)} ms`,

  request: 'The same request in code',
  requestText: (file: string) => `Save the picture as ${file}, then:`,
  languages: 'Language',
  copyCode: 'Copy code',

  samples: 'Try one of these',
  fooling: 'Try to fool it',
  samplesNote: 'Then draw on.',
  sampleDigit: (digit: string) => `Draw a ${digit}`,
  foolingNames: {
    open4: 'Open 4',
    crossed7: 'Crossed 7',
    circled9: '9 in a circle',
    letter: 'The letter A',
    twoDigits: 'Two digits',
  } as Record<string, string>,

  offlineInPage: 'Your browser goes on recognising by itself.',
  switchInPage: 'Recognise in your browser',

  visit: 'This visit',
  visitEmpty: 'What you draw and open is kept here until you leave the page.',
  visitEntry: (result: string) => `Show again what was recognised as ${result}`,

  damagedLink: 'The drawing in this address is damaged, so the paper is empty.',
  noCamera: {
    insecure: 'The camera needs a page that is loaded over HTTPS.',
    denied: 'This page may not use the camera. Allow it in the settings of your browser, then try again.',
    missing: 'No camera was found.',
    failed: 'The camera cannot be used; another program may be using it.',
  },
} as const;

/** Why the service has no answer, on any page. */
export const TROUBLE = {
  offline: 'You are offline.',
  goesOn: 'This page goes on as soon as you are online.',
  unreachable: 'The service does not answer.',
  tryAgain: 'Try again',
  countdown: (seconds: number) =>
    `Too many requests. The next attempt is in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
  busyCountdown: (seconds: number) =>
    `The service is busy. The next attempt is in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
  moreAbout: 'More about this error',
  needsKey: 'This service needs an API key.',
  key: 'API key',
  useKey: 'Use key',
} as const;

export const DASHBOARD = {
  title: 'Dashboard',
  windows: 'Window',
  window: { '1h': '1 hour', '24h': '24 hours', '30d': '30 days' },
  loading: 'Loading …',
  updated: (time: string) => `Updated ${time}`,
  paused: 'Paused while the page is hidden',
  stale: 'Part of the storage does not answer: figures may be incomplete.',
  noData: 'No data in this window',

  inWindow: (window: string) => `in ${window}`,
  requests: 'Predictions requested',
  answered: 'Answered',
  errors: 'Server errors',
  p95: '95th percentile',
  confidence: 'Mean confidence',
  total: 'since the first start',
  worstStep: 'in the slowest step',
  notMeasured: '–',
  milliseconds: (seconds: number) => `${(seconds * 1000).toFixed(seconds < 0.01 ? 1 : 0)} ms`,

  requestsChart: 'Requests and failures',
  series: {
    predictions: 'Answered',
    refused: 'Refused',
    errors: 'Server errors',
    p50: 'Median',
    p95: '95th percentile',
    psi: 'PSI',
  },
  latencyChart: 'Time of recognition',
  digitsChart: 'Predictions by digit',
  noDigit: 'none',
  confidenceChart: 'Confidence',
  confidenceText: 'Share of predictions up to each confidence, in per cent. The outline is the reference.',
  live: 'Live',
  reference: 'Reference',
  upTo: (bound: string) => (bound === '+Inf' ? '100' : String(Number((Number(bound) * 100).toFixed(3)))),
  drift: 'Drift',
  driftText:
    'Share of pictures that the reference does not explain. The marks are the thresholds of warning and drift.',
  driftNeeds: (samples: number, needed: number) =>
    `${samples} of the ${needed} pictures that a comparison needs`,
  status: { ok: 'ok', warning: 'warning', drift: 'drift', insufficient_data: 'too few pictures' } as Record<
    string,
    string
  >,
  feature: 'Feature',
  share: 'Share',
  threshold: 'Threshold',
  alerts: 'Alerts',
  alertStatus: { inactive: 'ok', pending: 'pending', firing: 'firing' } as Record<string, string>,
  alertName: 'Alert',
  alertState: 'Status',
  alertValue: 'Value',
  alertFires: 'Fires',
  since: (time: string) => `since ${time}`,
  locations: 'Requests by location',
  locationsText: 'Since the first start. Only Cloudflare knows where a request comes from.',
  location: 'Location',
  count: 'Requests',

  table: 'Table',
  csv: 'CSV',
  time: 'Time',
  digit: 'Digit',
  chartSummary: (title: string, series: string) => `${title}. ${series}`,
  largest: (label: string, value: string) => `${label}: at most ${value}`,
} as const;
