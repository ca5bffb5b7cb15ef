export const shopNames = ['holdfast', 'naive', 'dbos'] as const;
export type ShopName = (typeof shopNames)[number];

export const labels: Readonly<Record<ShopName, string>> = {
  holdfast: 'Holdfast',
  naive: 'naive shop',
  dbos: 'DBOS workflows',
};
