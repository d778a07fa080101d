/** Where each AWS region stands, as the time zone that people there live by. */
const ZONE_OF_REGION: Readonly<Record<string, string>> = {
  'af-south-1': 'Africa/Johannesburg',
  'ap-east-1': 'Asia/Hong_Kong',
  'ap-northeast-1': 'Asia/Tokyo',
  'ap-northeast-2': 'Asia/Seoul',
  'ap-northeast-3': 'Asia/Tokyo',
  'ap-south-1': 'Asia/Kolkata',
  'ap-south-2': 'Asia/Kolkata',
  'ap-southeast-1': 'Asia/Singapore',
  'ap-southeast-2': 'Australia/Sydney',
  'ap-southeast-3': 'Asia/Jakarta',
  'ap-southeast-4': 'Australia/Melbourne',
  'ap-southeast-5': 'Asia/Kuala_Lumpur',
  'ap-southeast-7': 'Asia/Bangkok',
  'ca-central-1': 'America/Toronto',
  'ca-west-1': 'America/Edmonton',
  'eu-central-1': 'Europe/Berlin',
  'eu-central-2': 'Europe/Zurich',
  'eu-north-1': 'Europe/Stockholm',
  'eu-south-1': 'Europe/Rome',
  'eu-south-2': 'Europe/Madrid',
  'eu-west-1': 'Europe/Dublin',
  'eu-west-2': 'Europe/London',
  'eu-west-3': 'Europe/Paris',
  'il-central-1': 'Asia/Jerusalem',
  'me-central-1': 'Asia/Dubai',
  'me-south-1': 'Asia/Bahrain',
  'mx-central-1': 'America/Mexico_City',
  'sa-east-1': 'America/Sao_Paulo',
  'us-east-1': 'America/New_York',
  'us-east-2': 'America/New_York',
  'us-west-1': 'America/Los_Angeles',
  'us-west-2': 'America/Los_Angeles',
};

/** Formatters are costly to make: kept for each zone and shape. */
const formatters = new Map<string, Intl.DateTimeFormat>();

const SHAPES = {
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  day: {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

function formatterOf(shape: keyof typeof SHAPES, timeZone: string | undefined): Intl.DateTimeFormat {
  const key = `${shape} ${timeZone}`;
  const kept = formatters.get(key);
  if (kept) return kept;
  const made = new Intl.DateTimeFormat('en-GB', { ...SHAPES[shape], ...(timeZone && { timeZone }) });
  formatters.set(key, made);
  return made;
}

interface ZoneSource {
  /** The label `zone` of a check, an IANA name. */
  readonly label?: string | undefined;
  /** The project's home region. */
  readonly home?: string | undefined;
}

/** The exchange's zone: the check's label where it is a zone, else that of the home region, else UTC. */
export function exchangeZone({ label, home }: ZoneSource): string {
  if (label && isZone(label)) return label;
  return ZONE_OF_REGION[home ?? ''] ?? 'UTC';
}

function isZone(name: string): boolean {
  try {
    formatterOf('clock', name);
    return true;
  } catch {
    return false;
  }
}

/** The last part of a zone's name as people say it: `Sydney`, `New York`. */
export const cityOf = (zone: string): string => zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone;

/** `14:03:22` in a zone. @default the viewer's */
export const clockText = (at: number, zone?: string): string => formatterOf('clock', zone).format(at);

/** `22 Nov, 14:03:22` in a zone. @default the viewer's */
export const dayText = (at: number, zone?: string): string => formatterOf('day', zone).format(at);

/** A moment for the viewer, and for the exchange beside it: `22 Nov, 03:03:22 · 14:03:22 Sydney`. */
export const bothText = (at: number, zone: string): string =>
  `${dayText(at)} · ${clockText(at, zone)} ${cityOf(zone)}`;
