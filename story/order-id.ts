// Ids of orders, the same in both columns: in order of time, as those the API gives, because turns among equals follow from them.

export function orderId(channel: string, externalId: string, placedAt: number): string {
  return `ord_${placedAt}-${channel}-${externalId.toLowerCase()}`;
}
