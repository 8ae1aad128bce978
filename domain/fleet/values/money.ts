/** An amount of money per month, as AWS Budgets takes it. */
export interface Money {
  amount: number;
  currency: string;
}

/** The form of an amount, for editors and messages. */
export const moneyPattern = /^(\d{1,9}(?:\.\d{1,2})?) ([A-Z]{3})$/;

/** Reads an amount such as `2000 USD`; returns `undefined` for any other text. */
export function parseMoney(text: string): Money | undefined {
  const match = moneyPattern.exec(text);
  return match ? { amount: Number(match[1]), currency: match[2] ?? '' } : undefined;
}
