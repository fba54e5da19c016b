/** The day, `YYYY-MM-DD`, with which a date or time stamp begins; null when it is no day of the calendar. */
export function calendarDay(text: string): string | null {
  const day = /^\d{4}-\d{2}-\d{2}(?=$|T)/.exec(text.trim())?.[0];
  if (day === undefined) return null;
  const atMs = Date.parse(`${day}T00:00:00Z`);
  // Some engines let the thirtieth of February pass as a day in March.
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(day) ? day : null;
}
