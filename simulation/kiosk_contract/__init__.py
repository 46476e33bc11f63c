"""Whether another maker's kiosk keeps the contract of docs/external-kiosk.md: tried with an office behind a bad network."""
