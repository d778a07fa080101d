/** What Slack reads as its own in text (formatting, escaping); nothing else can mention, link or break out. */
const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const CUT = '...';

/** Any text as Slack shows it, at most `max` characters once escaped; what is cut off is marked. */
export function mrkdwn(text: string, max: number): string {
  const pieces = Array.from(text, (char) => ESCAPED[char] ?? char);
  const whole = pieces.join('');
  if (whole.length <= max) return whole;
  let kept = '';
  for (const piece of pieces) {
    if (kept.length + piece.length > max - CUT.length) break;
    kept += piece;
  }
  return `${kept}${CUT}`;
}
