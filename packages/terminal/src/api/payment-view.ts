/** A card payment that the terminal took offline, after its sale: nobody has approved it yet. */
export type StoredPaymentView = {
  readonly paymentId: string;
  readonly tender: string;
  readonly amountMinor: number;
  readonly reference: string | null;
  readonly lastFour: string | null;
  /** What it paid. */
  readonly saleId: string;
  readonly label: string;
};

/** `GET /api/payments`: what of this till `payment.change` still has to end, each once. */
export type PaymentsView = { readonly stored: readonly StoredPaymentView[] };
