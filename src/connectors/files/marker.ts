// The second, empty file that says that a file is whole: its name follows from the other one's. Pure.

const stem = '{stem}';
export const markerPattern = `^(?:\\{stem\\})?\\.[A-Za-z0-9]{1,16}$`;

/** Of a name or path. `.ok`: orders.csv.ok. `{stem}.rdy`: orders.rdy, without what stands behind the last point. */
export function markerOf(name: string, marker: string): string {
  if (!marker.startsWith(stem)) return `${name}${marker}`;
  const point = name.lastIndexOf('.');
  return `${point > name.lastIndexOf('/') + 1 ? name.slice(0, point) : name}${endingOf(marker)}`;
}

/** Whether a file has the name of a marker, and so is none to be read. */
export function isMarker(name: string, marker: string): boolean {
  return name.endsWith(endingOf(marker));
}

export function endingOf(marker: string): string {
  return marker.startsWith(stem) ? marker.slice(stem.length) : marker;
}
