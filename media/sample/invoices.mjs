// The agent's database: two hundred invoices, the same ones at every run.

const CUSTOMERS = [
  ['Aalto Bikes', 'EUR'],
  ['Brightwater Labs', 'USD'],
  ['Corvid Press', 'GBP'],
  ['Delphi Optics', 'EUR'],
  ['Ember & Oak', 'USD'],
  ['Fjordline Tools', 'NOK'],
  ['Granite Peak', 'CHF'],
  ['Hoshino Foods', 'JPY'],
  ['Iberia Textil', 'EUR'],
  ['Juniper Health', 'USD'],
  ['Kestrel Air', 'GBP'],
];

/** Amounts are in the currency's main unit. `exact` is what the rules ask for, `charged` what the service billed. */
export const invoices = Array.from({ length: 200 }, (_, index) => {
  const [customer, currency] = CUSTOMERS[index % CUSTOMERS.length];
  const lines = 1 + ((index * 7) % 5);
  const net = 120 + ((index * 7919) % 98_765) / 100;
  const taxed = net * 1.19;
  const decimals = currency === 'JPY' ? 0 : 2;
  return {
    id: `INV-${String(index + 1).padStart(4, '0')}`,
    customer,
    currency,
    lines,
    net: Number(net.toFixed(2)),
    exact: Number(taxed.toFixed(decimals)),
    charged: Math.floor(taxed * 10 ** decimals) / 10 ** decimals,
  };
});
